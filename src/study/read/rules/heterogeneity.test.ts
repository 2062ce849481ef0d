import { expect, it } from 'vitest';
import { messageOf, smallStudyWith } from '../../../../test/support/small-study.ts';
import { parseStudy } from '../parse-study.ts';

const asked = (text: string): string => smallStudyWith('analysis: {level: 0.95}', `heterogeneity: ${text}\nanalysis: {level: 0.95}`);

it.each([
  [
    'a column that nobody declared',
    '{by: [experience, complexty]}',
    'study.yaml:18:34  heterogeneity.by names "complexty", which is under neither covariates nor segments. Did you mean "complexity"?',
  ],
  [
    'a column with another name',
    '{by: [tenure]}',
    'study.yaml:18:22  heterogeneity.by names "tenure", which is under neither covariates nor segments. Add it to covariates, if it was known before treatment; there are experience and complexity.',
  ],
  [
    'a mediator',
    '{by: [handoff]}',
    'study.yaml:18:22  heterogeneity.by names "handoff", which is a mediator: it is known only after treatment, so that the treatment may have made it what it is. Name columns that were known before, which stand under covariates or segments.',
  ],
  [
    'an outcome',
    '{by: [experience, harm]}',
    'study.yaml:18:34  heterogeneity.by names "harm", which is an outcome: it is known only after treatment, so that the treatment may have made it what it is. Name columns that were known before, which stand under covariates or segments.',
  ],
  [
    'an outcome that is not there',
    '{of: resolvd}',
    'study.yaml:18:21  heterogeneity.of names "resolvd", which is no outcome of the study. Did you mean "resolved"?',
  ],
  [
    'the unit',
    '{by: [ticket_id]}',
    'study.yaml:18:22  heterogeneity.by names "ticket_id", the unit: it tells every unit from every other and nothing of any. Name columns that units share, such as language and tenure.',
  ],
  ['no column at all', '{by: []}', 'study.yaml:18:17  heterogeneity.by is an empty list. It must be a list of column names, such as [language, tenure_days].'],
  [
    'a learner that is not there',
    '{learner: tree}',
    'study.yaml:18:26  heterogeneity.learner is "tree". It must be one of "forest", "dr", "r", "x", "t" and "s".',
  ],
  ['too many groups', '{groups: 40}', 'study.yaml:18:25  heterogeneity.groups is 40. It must be a whole number from 2 to 10.'],
  [
    'a cost of an arm that is not there',
    '{policy: {cost: {rag: 0.1}}}',
    'study.yaml:18:33  heterogeneity.policy.cost names "rag", which is no treatment of the study. Its treatments are "1".',
  ],
  [
    'a budget that costs nothing',
    '{policy: {budget: 0.1}}',
    'study.yaml:18:34  heterogeneity.policy has the budget 0.1, and treating costs nothing: every rule keeps it. Say what it costs to treat a unit, such as `cost: 0.02`; or use `capacity`, the largest share of the units that may be treated.',
  ],
  [
    'two limits',
    '{policy: {cost: 0.1, budget: 0.1, capacity: 0.2}}',
    'study.yaml:18:50  heterogeneity.policy has the budget 0.1 and the capacity 0.2: a rule keeps one limit. Keep the one that binds.',
  ],
  [
    'a capacity beyond everybody',
    '{policy: {capacity: 1.2}}',
    'study.yaml:18:36  heterogeneity.policy.capacity is 1.2. It must be a share of the units above 0 and at most 1, such as 0.3.',
  ],
  ['a depth beyond three', '{policy: {depth: 4}}', 'study.yaml:18:33  heterogeneity.policy.depth is 4. It must be 1, 2 or 3.'],
])('names the place of %s and what to do', (_, text, says) => {
  expect(messageOf(() => parseStudy(asked(text), 'study.yaml'))).toBe(says);
});

it('asks for something that was known before', () => {
  const study = asked('{groups: 3}').replace('covariates: [experience, complexity]\n', '');
  expect(messageOf(() => parseStudy(study, 'study.yaml'))).toBe(
    'study.yaml:17:1  heterogeneity asks who benefits, and the study names nothing that was known of units before treatment. Name columns measured before under covariates or segments, such as language and tenure.',
  );
});

it('refuses an outcome of which no unit has a number', () => {
  const study = asked('{of: minutes}').replace('  harm:', '  minutes: {role: secondary, better: lower, quantile: [minutes, 0.95]}\n  harm:');
  expect(messageOf(() => parseStudy(study, 'study.yaml'))).toBe(
    'study.yaml:19:21  heterogeneity.of is minutes, a quantile: no unit has a value of it that a rule could be learned from. Name an outcome that each unit has a number of.',
  );
});

it('takes no cost off twice', () => {
  const study = asked('{of: net value, policy: {cost: 0.1}}').replace('  harm:', '  cost: {role: cost, better: lower, value: -1}\n  harm:');
  expect(messageOf(() => parseStudy(study, 'study.yaml'))).toBe(
    'study.yaml:19:41  heterogeneity.of is the net value, in which cost counts already, and policy.cost would be taken off again. Leave `cost` out of the policy; or let it be about an outcome without costs.',
  );
});
