import { expect, it } from 'vitest';
import { messageOf, smallStudyWith } from '../../../../test/support/small-study.ts';
import { parseStudy } from '../parse-study.ts';

type Case = readonly [mistake: string, from: string, to: string, says: string];

const cases: readonly Case[] = [
  [
    'a tolerance that nothing can be computed with',
    'tolerance: 0.005',
    'tolerance: 1.7e308',
    'study.yaml:17:53  outcomes.harm.tolerance is 1.7e+308. It must be a number from 1e-75 to 1e+75 in size, or zero.',
  ],
  [
    'a value of nearly nothing',
    'role: primary',
    'value: 1e-80, role: primary',
    'study.yaml:16:21  outcomes.resolved.value is 1e-80. It must be a number from 1e-75 to 1e+75 in size, or zero.',
  ],
  [
    'bounds that leave nothing between',
    'role: primary',
    'bounds: [1, 0], role: primary',
    'study.yaml:16:14  "resolved" is declared to lie between 1 and 0, which leaves nothing between. Give the least first and the most after it.',
  ],
  [
    'a family of an outcome that is not there',
    'analysis: {level: 0.95}',
    'analysis: {family: [harm, resolvd]}',
    'study.yaml:18:27  analysis.family names "resolvd", which is no outcome of the study. Did you mean "resolved"?',
  ],
  [
    'no primary outcome',
    'role: primary',
    'role: secondary',
    'study.yaml:15:1  No outcome has the role primary. Give role: primary to the one outcome that decides.',
  ],
  [
    'no outcome at all',
    'outcomes:\n  resolved: {role: primary, better: higher}\n  harm: {role: guardrail, better: lower, tolerance: 0.005}\n',
    'outcomes: {}\n',
    'study.yaml:15:1  The study has no outcomes. Give role: primary to the one outcome that decides.',
  ],
  [
    'two primary outcomes',
    'role: guardrail, better: lower, tolerance: 0.005',
    'role: primary, better: lower',
    'study.yaml:17:16  "resolved" and "harm" are both primary. One outcome decides: give the others role: secondary.',
  ],
  [
    'a guardrail without tolerance',
    ', tolerance: 0.005',
    '',
    'study.yaml:17:3  Guardrail "harm" has no "tolerance". Add how much worse is still tolerable: in its own units, such as 0.005, or of the control mean, such as "5%".',
  ],
  [
    'a measured outcome that is capped',
    'better: higher}',
    'better: higher, winsorize: [0, 1], measured: {judge: score, human: label}}',
    'study.yaml:16:45  "resolved" is measured by a judge and audits, with which winsorize does not go. Take winsorize out; make columns of judge and human label on that scale in data.sql.',
  ],
  [
    'a measured ratio whose numerator people do not score',
    'better: higher}',
    'better: higher, ratio: [score, words], measured: {judge: score, human: label}}',
    'study.yaml:16:53  "resolved" is a ratio that is measured by a judge, and its numerator is "score". The numerator of a measured ratio is what people score: write label first.',
  ],
  [
    'a judge that is the human label',
    'better: higher}',
    'better: higher, measured: {judge: label, human: label}}',
    'study.yaml:16:63  "label" is the judge of resolved and its human label. Name the column that holds the score of the judge.',
  ],
  [
    'columns for a calibration that there is not',
    'better: higher}',
    'better: higher, measured: {judge: score, human: label, using: [words]}}',
    'study.yaml:16:84  "resolved" names columns under using, which calibration reads and ppi++ does not. Give by: calibration; or list the columns under judge, where each gets the weight that it earns.',
  ],
  [
    'pooled errors of a judge that has none',
    'better: higher}',
    'better: higher, measured: {judge: score, human: label, errors: pooled}}',
    'study.yaml:16:84  "resolved" pools errors, which rogan-gladen has and ppi++ has not. Give by: rogan-gladen, or take errors out.',
  ],
  [
    'a tolerance on what is no guardrail',
    'better: higher}',
    'better: higher, tolerance: 1}',
    'study.yaml:16:56  "resolved" has a tolerance, but its role is primary. Give it role: guardrail, or take the tolerance out.',
  ],
  [
    'protection by what is no guardrail',
    'better: higher}',
    'better: higher, protects: safety}',
    'study.yaml:16:45  "resolved" has the role primary, and a guardrail alone protects something. Give it role: guardrail and a tolerance, or take protects out.',
  ],
  [
    'protection of what there is none of',
    'tolerance: 0.005',
    'tolerance: 0.005, protects: saftey',
    'study.yaml:17:70  outcomes.harm.protects is "saftey". Did you mean "safety"? It must be one of "benefit", "safety", "experience", "operations" and "fairness".',
  ],
  [
    'a condition on guardrails without any',
    '  harm: {role: guardrail, better: lower, tolerance: 0.005}',
    'decide: {launch: [primary-positive, guardrails-hold]}',
    'study.yaml:17:37  decide.launch asks for guardrails-hold, but no outcome is a guardrail. Give an outcome role: guardrail and a tolerance, or take the condition out.',
  ],
  [
    'a condition on a net value without values',
    'analysis: {level: 0.95}',
    'decide: {launch: [net-value-positive]}',
    'study.yaml:18:19  decide.launch asks for net-value-positive, but no outcome has a value. Add value to the outcomes that are worth money, or take the condition out.',
  ],
  [
    'a condition on a worthwhile effect without one',
    'analysis: {level: 0.95}',
    'decide: {launch: [primary-worthwhile]}',
    'study.yaml:18:19  decide.launch asks for primary-worthwhile, but the primary outcome has no worthwhile effect. Add worthwhile to the primary outcome, or ask for primary-positive.',
  ],
  [
    'the same condition twice',
    'analysis: {level: 0.95}',
    'decide:\n  launch:\n    - primary-positive\n    - primary-positive',
    'study.yaml:21:7  decide.launch names "primary-positive" twice. Take one of them out.',
  ],
  [
    'a ratio of a column to itself',
    'better: higher}',
    'better: higher, ratio: [cost, cost]}',
    'study.yaml:16:59  outcomes.resolved.ratio names "cost" twice. Take one of them out.',
  ],
];

it.each(cases)('names the place of %s and what to do', (_, from, to, says) => {
  expect(messageOf(() => parseStudy(smallStudyWith(from, to), 'study.yaml'))).toBe(says);
});
