import { expect, it } from 'vitest';
import { messageOf, smallStudyWith } from '../../../../test/support/small-study.ts';
import { quotedList } from '../../../errors/words.ts';
import { designs } from '../../designs.ts';
import { parseStudy } from '../parse-study.ts';

/** Every kind of design, in the order of the list. */
const kinds = quotedList(designs.map(({ keys }) => keys.shape.kind.value));

type Case = readonly [mistake: string, from: string, to: string, says: string];

const cases: readonly Case[] = [
  ['a later version of the schema', 'estimand: 1', 'estimand: 2', 'study.yaml:1:11  estimand is 2. It must be 1, the version of the study schema.'],
  ['an empty name', 'study: assistant', 'study:', 'study.yaml:2:1  study is empty. It must be a name, such as rag-support-assistant.'],
  ['a key without its value', 'unit: ticket_id', 'unit:', 'study.yaml:5:1  unit is empty. It must be the name of a column.'],
  ['a list for a column', 'unit: ticket_id', 'unit: [ticket_id, day]', 'study.yaml:5:1  unit is a list of 2 values. It must be the name of a column.'],
  [
    'a layout of rows that is none',
    'unit: ticket_id',
    'unit: ticket_id\nrows: many',
    'study.yaml:6:7  rows is "many". It must be one of "one-per-unit" and "many-per-unit".',
  ],
  [
    'a layout of rows, misspelt',
    'unit: ticket_id',
    'unit: ticket_id\nrows: one-per-units',
    'study.yaml:6:7  rows is "one-per-units". Did you mean "one-per-unit"? It must be one of "one-per-unit" and "many-per-unit".',
  ],
  [
    'a design in British spelling',
    'kind: randomized',
    'kind: randomised',
    `study.yaml:7:9  design.kind is "randomised". Did you mean "randomized"? It must be one of ${kinds}.`,
  ],
  ['a design that is none', 'kind: randomized', 'kind: ab-test', `study.yaml:7:9  design.kind is "ab-test". It must be one of ${kinds}.`],
  [
    'a design in one word',
    'design:\n  kind: randomized\n  assignment: ai\n  control: 0\n  shares: {0: 0.5, 1: 0.5}',
    'design: randomized',
    'study.yaml:6:9  design is "randomized". It must be a design, such as {kind: randomized, assignment: arm, control: off}.',
  ],
  [
    'a control without its arm',
    '  control: 0',
    '  control:',
    'study.yaml:9:3  design.control is empty. It must be an arm, a value of the assignment column such as 0 or off.',
  ],
  [
    'a list of controls',
    '  control: 0',
    '  control: [0]',
    'study.yaml:9:3  design.control is a list of 1 value. It must be an arm, a value of the assignment column such as 0 or off.',
  ],
  ['shares in percent', '{0: 0.5, 1: 0.5}', '{0: 50%, 1: 50%}', 'study.yaml:10:15  design.shares.0 is "50%". It must be a share above zero, such as 0.5.'],
  ['a share of zero', '{0: 0.5, 1: 0.5}', '{0: 0, 1: 1}', 'study.yaml:10:15  design.shares.0 is 0. It must be a share above zero, such as 0.5.'],
  [
    'shares without their arms',
    '{0: 0.5, 1: 0.5}',
    '[0.5, 0.5]',
    'study.yaml:10:3  design.shares is a list of 2 values. It must be planned shares by arm, such as {0: 0.5, 1: 0.5}.',
  ],
  [
    'a number that is none',
    '{level: 0.95}',
    '{level: 0.95, seed: .nan}',
    'study.yaml:18:31  analysis.seed is no number. It must be a whole number, zero or more, such as 20260901.',
  ],
  [
    'nothing that a launch leaves out',
    'outcomes:',
    'decide: {except: {}}\noutcomes:',
    'study.yaml:15:10  decide.except is empty. It must be what the launch leaves out, such as {language: [ar]}.',
  ],
  [
    'an arm without its versions',
    '  1: {model: large-2026-03, prompt: 1.10}',
    '  1:',
    'study.yaml:12:3  treatments.1 is empty. It must be versions by part, such as {model: large-2026-03, prompt: draft@7}.',
  ],
  [
    'no arms',
    '  1: {model: large-2026-03, prompt: 1.10}',
    '  {}',
    'study.yaml:11:1  treatments is empty. It must be arms with their versions, such as {1: {model: large-2026-03, prompt: draft@7}}.',
  ],
  [
    'a version that is a list',
    'model: large-2026-03',
    'model: [large, small]',
    'study.yaml:12:7  treatments.1.model is a list of 2 values. It must be a version, such as large-2026-03 or 7.',
  ],
  [
    'a covariate outside a list',
    '[experience, complexity]',
    'experience',
    'study.yaml:13:13  covariates is "experience". It must be a list of column names, such as [language, region].',
  ],
  [
    'a list in a list',
    '[experience, complexity]',
    '[experience, [complexity]]',
    'study.yaml:13:26  covariates[1] is a list of 1 value. It must be the name of a column.',
  ],
  [
    'outcomes as a list',
    'outcomes:\n  resolved: {role: primary, better: higher}\n  harm: {role: guardrail, better: lower, tolerance: 0.005}',
    'outcomes: [resolved, harm]',
    'study.yaml:15:1  outcomes is a list of 2 values. It must be outcomes by column, such as {resolved: {role: primary, better: higher}}.',
  ],
  [
    'a role that is none',
    'role: primary',
    'role: main',
    'study.yaml:16:20  outcomes.resolved.role is "main". It must be one of "primary", "secondary", "guardrail" and "cost".',
  ],
  [
    'a role, misspelt',
    'role: guardrail',
    'role: gaurdrail',
    'study.yaml:17:16  outcomes.harm.role is "gaurdrail". Did you mean "guardrail"? It must be one of "primary", "secondary", "guardrail" and "cost".',
  ],
  ['a direction that is none', 'better: higher', 'better: up', 'study.yaml:16:37  outcomes.resolved.better is "up". It must be one of "higher" and "lower".'],
  [
    'a tolerance in words',
    'tolerance: 0.005',
    'tolerance: 5 percent',
    'study.yaml:17:53  outcomes.harm.tolerance is "5 percent". It must be zero or more in the units of the outcome, such as 0.005, or a percentage of the control mean, such as "5%".',
  ],
  [
    'a negative tolerance',
    'tolerance: 0.005',
    'tolerance: -0.005',
    'study.yaml:17:53  outcomes.harm.tolerance is -0.005. It must be zero or more in the units of the outcome, such as 0.005, or a percentage of the control mean, such as "5%".',
  ],
  [
    'a worthwhile effect of zero',
    'better: higher}',
    'better: higher, worthwhile: 0}',
    'study.yaml:16:57  outcomes.resolved.worthwhile is 0. It must be a number above zero in the units of the outcome, such as 0.02.',
  ],
  [
    'a value that is text',
    'better: higher}',
    'better: higher, value: $14}',
    'study.yaml:16:52  outcomes.resolved.value is "$14". It must be a number, what one unit of the outcome is worth, such as 14 or -0.8, or one for each arm, such as {off: 14, on: 12}.',
  ],
  [
    'half a ratio',
    'better: higher}',
    'better: higher, ratio: [cost]}',
    'study.yaml:16:45  outcomes.resolved.ratio is a list of 1 value. It must be two columns, such as [cost_usd, resolved].',
  ],
  [
    'options in one word',
    'analysis: {level: 0.95}',
    'analysis: lin',
    'study.yaml:18:11  analysis is "lin". It must be options, such as {level: 0.95, adjust: lin}.',
  ],
  ['a level in words', 'level: 0.95', 'level: high', 'study.yaml:18:19  analysis.level is "high". It must be a number from 0.5 to below 1, such as 0.95.'],
  ['a level in percent', 'level: 0.95', 'level: 95', 'study.yaml:18:19  analysis.level is 95. It must be a number from 0.5 to below 1, such as 0.95.'],
  [
    'a level of one',
    'level: 0.95',
    'guardrailLevel: 1',
    'study.yaml:18:28  analysis.guardrailLevel is 1. It must be a number from 0.5 to below 1, such as 0.95.',
  ],
  [
    'an adjustment that is none',
    'level: 0.95',
    'adjust: lasso',
    'study.yaml:18:20  analysis.adjust is "lasso". It must be one of "lin", "ancova", "cuped", "logistic" and "none".',
  ],
  [
    'looks that are not planned for',
    'level: 0.95',
    'looks: daily',
    'study.yaml:18:19  analysis.looks is "daily". It must be fixed, continuous, or a list of looks: shares of plannedUnits such as [0.5, 0.75, 1], or dates such as [2026-11-08, 2026-11-15].',
  ],
  ['a seed with a fraction', 'level: 0.95', 'seed: 1.5', 'study.yaml:18:18  analysis.seed is 1.5. It must be a whole number, zero or more, such as 20260901.'],
  ['no planned units', 'level: 0.95', 'plannedUnits: 0', 'study.yaml:18:26  analysis.plannedUnits is 0. It must be a whole number above zero, such as 12000.'],
  [
    'an infinite number',
    'level: 0.95',
    'plannedUnits: .inf',
    'study.yaml:18:26  analysis.plannedUnits is a number beyond 1.8e308. It must be a whole number above zero, such as 12000.',
  ],
  [
    'conditions outside a list',
    'analysis: {level: 0.95}',
    'decide: {launch: primary-positive}',
    'study.yaml:18:18  decide.launch is "primary-positive". It must be a list of conditions, such as [primary-positive, guardrails-hold].',
  ],
  [
    'a condition that is none',
    'analysis: {level: 0.95}',
    'decide: {launch: [primary-significant]}',
    'study.yaml:18:19  decide.launch[0] is "primary-significant". It must be one of "primary-positive", "primary-worthwhile", "guardrails-hold", "net-value-positive", "robust-to", "honest-bounds", "stated-curvature" and "steady-effect".',
  ],
  [
    'no conditions',
    'analysis: {level: 0.95}',
    'decide: {launch: []}',
    'study.yaml:18:10  decide.launch is an empty list. It must be a list of conditions, such as [primary-positive, guardrails-hold].',
  ],
  [
    'evidence that is none',
    'analysis: {level: 0.95}',
    'evidence: experiments',
    'study.yaml:18:11  evidence is "experiments". Did you mean "experiment"? It must be one of "experiment" and "benchmark".',
  ],
  [
    'a watch that is a list',
    'analysis: {level: 0.95}',
    'monitoring: {review: [4, weeks]}',
    'study.yaml:18:14  monitoring.review is a list of 2 values. It must be text or a number.',
  ],
];

it.each(cases)('names the place of %s and what to do', (_, from, to, says) => {
  expect(messageOf(() => parseStudy(smallStudyWith(from, to), 'study.yaml'))).toBe(says);
});
