import { expect, it } from 'vitest';
import { messageOf, smallStudyWith } from '../../../../test/support/small-study.ts';
import { quotedList } from '../../../errors/words.ts';
import { designs } from '../../designs.ts';
import { parseStudy } from '../parse-study.ts';

/** Every kind of design, in the order of the list. */
const kinds = quotedList(designs.map(({ keys }) => keys.shape.kind.value));

type Case = readonly [mistake: string, from: string, to: string, says: string];

const cases: readonly Case[] = [
  ['a misspelt key', 'question:', 'qestion:', 'study.yaml:3:1  "qestion" is not a key of the study. Did you mean "question"?'],
  ['a plural for a singular', 'unit:', 'units:', 'study.yaml:5:1  "units" is not a key of the study. Did you mean "unit"?'],
  ['a singular for a plural', 'outcomes:', 'outcome:', 'study.yaml:15:1  "outcome" is not a key of the study. Did you mean "outcomes"?'],
  [
    'a key that nothing resembles',
    'estimand: 1',
    'estimand: 1\nlasso: 1',
    'study.yaml:2:1  "lasso" is not a key of the study. The keys here are "estimand", "study", "question", "data", "unit", "rows", "time", "asOf", "design", "treatments", "covariates", "mediators", "outcomes", "segments", "analysis", "evidence", "population", "planning", "monitoring", "decide", "dag" and "heterogeneity".',
  ],
  [
    'a key of a built-in object',
    'estimand: 1',
    'estimand: 1\nconstructor: 1',
    'study.yaml:2:1  "constructor" is not a key of the study. The keys here are "estimand", "study", "question", "data", "unit", "rows", "time", "asOf", "design", "treatments", "covariates", "mediators", "outcomes", "segments", "analysis", "evidence", "population", "planning", "monitoring", "decide", "dag" and "heterogeneity".',
  ],
  ['a misspelt key further in', '  control: 0', '  contrl: 0', 'study.yaml:9:3  "contrl" is not a key of design. Did you mean "control"?'],
  ['a misspelt key in braces', '{level: 0.95}', '{levl: 0.95}', 'study.yaml:18:12  "levl" is not a key of analysis. Did you mean "level"?'],
  ['a key one level too high', 'estimand: 1', 'estimand: 1\ncontrol: 0', 'study.yaml:2:1  "control" is not a key of the study. Did you mean "design.control"?'],
  [
    'a key two levels too high',
    'estimand: 1',
    'estimand: 1\nbetter: higher',
    'study.yaml:2:1  "better" is not a key of the study. Did you mean "outcomes.<name>.better"?',
  ],
  [
    'a key one level too low',
    '  assignment: ai',
    '  assignment: ai\n  segments: [language]',
    'study.yaml:9:3  "segments" is not a key of design. Did you mean "segments" at the top of the study?',
  ],
  [
    'a key under the wrong parent',
    '  assignment: ai',
    '  assignment: ai\n  level: 0.9',
    'study.yaml:9:3  "level" is not a key of design. Did you mean "analysis.level"?',
  ],
  [
    'a key that is not one of an outcome',
    'better: higher}',
    'better: higher, weight: 3}',
    'study.yaml:16:45  "weight" is not a key of outcomes.resolved. The keys here are "label", "role", "better", "unit", "worthwhile", "tolerance", "protects", "equivalence", "superiority", "value", "ratio", "quantile", "per", "maturity", "transform", "winsorize", "bounds" and "measured".',
  ],
  [
    'a colon forgotten in braces',
    'role: guardrail',
    'role guardrail',
    'study.yaml:17:10  "role guardrail" is not a key of outcomes.harm. Did you mean "role: guardrail"?',
  ],
  [
    'no space after a colon in braces',
    'role: guardrail',
    'role:guardrail',
    'study.yaml:17:10  "role:guardrail" is not a key of outcomes.harm. Did you mean "role: guardrail"?',
  ],
  ['an empty key', '  harm:', '  "":', 'study.yaml:17:3  A key of outcomes is empty. It must be the name of a column.'],
  ['a key that would change the prototype', 'unit: ticket_id', '__proto__: ticket_id', 'study.yaml:5:1  "__proto__" cannot be used as a name. Rename it.'],
  ['no version of the schema', 'estimand: 1\n', '', 'study.yaml:1:1  The study has no "estimand". Add it: 1, the version of the study schema.'],
  ['no name', 'study: assistant\n', '', 'study.yaml:1:1  The study has no "study". Add it: a name, such as rag-support-assistant.'],
  ['no data', 'data: {file: support.parquet}\n', '', 'study.yaml:1:1  The study has no "data". Add it: a source, such as {file: support.parquet}.'],
  ['no kind of design', '  kind: randomized\n', '', `study.yaml:6:1  design has no "kind". Add it: one of ${kinds}.`],
  ['no control', '  control: 0\n', '', 'study.yaml:6:1  design has no "control". Add it: an arm, a value of the assignment column such as 0 or off.'],
  [
    'no outcomes',
    'outcomes:\n  resolved: {role: primary, better: higher}\n  harm: {role: guardrail, better: lower, tolerance: 0.005}\n',
    '',
    'study.yaml:1:1  The study has no "outcomes". Add it: outcomes by column, such as {resolved: {role: primary, better: higher}}.',
  ],
  ['no role', 'role: primary, ', '', 'study.yaml:16:3  outcomes.resolved has no "role". Add it: one of "primary", "secondary", "guardrail" and "cost".'],
  [
    'no human label',
    'better: higher}',
    'better: higher, measured: {judge: score}}',
    'study.yaml:16:45  outcomes.resolved.measured has no "human". Add it: the name of a column, or a list of them.',
  ],
];

it.each(cases)('names the place of %s and what to do', (_, from, to, says) => {
  expect(messageOf(() => parseStudy(smallStudyWith(from, to), 'study.yaml'))).toBe(says);
});
