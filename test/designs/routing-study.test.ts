import { describe, expect, it } from 'vitest';
import { repeatedUnits } from '../../src/diagnostics/repeated-units.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { column, greater, less, when } from '../../src/expressions/build.ts';
import type { Routing } from '../../src/methods/routing/own.ts';
import { type ColumnsReply, columns } from '../../src/relation/requests.ts';
import { protocolOf } from '../../src/study/protocol-of.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import { messageOf } from '../support/small-study.ts';

const lines = [
  'estimand: 1',
  'study: routing',
  'question: Does routing by risk pay?',
  'data: {file: log.csv}',
  'unit: request_id',
  'design:',
  '  kind: routing',
  '  action: action',
  '  probability: chance',
  '  policies:',
  '    cautious: [{when: risk > 1, action: human}, {when: difficulty > 0, action: large}, {otherwise: small}]',
  'covariates: [difficulty, risk]',
  'outcomes:',
  '  reward: {role: primary, better: higher}',
];
const written = lines.join('\n');
const changed = (from: string, to: string): string => {
  if (!written.includes(from)) throw new Error(`the study has no ${from}`);
  return written.replace(from, to);
};
const schema = ['risk', 'difficulty', 'chance', 'reward'].map(
  (name) => ({ name, type: 'number', integer: false, nullable: false, declared: 'DOUBLE' }) as const,
);
const routingIn = (text: string, actions: readonly string[] = ['human', 'large', 'small']) =>
  protocolOf(parseStudy(text, 'study.yaml'), schema, actions).own as Routing;

describe('a routing log', () => {
  it('is read with its defaults', () => {
    const { policies, ...routing } = routingIn(written);
    expect(routing).toEqual({
      kind: 'routing',
      action: 'action',
      actions: ['human', 'large', 'small'],
      propensities: { kind: 'taken', column: 'chance' },
      candidates: {},
      estimator: 'dr',
      rewardModel: 'linear',
      crossFit: 'out-of-fold',
    });
    expect(policies.map(({ name, says }) => [name, says])).toEqual([['cautious', 'human where risk > 1; else large where difficulty > 0; else small']]);
  });

  it('asks whether units repeat as of requests, which are not added up', () => {
    const protocol = protocolOf(parseStudy(written, 'study.yaml'), schema, ['human', 'large', 'small']);
    expect(repeatedUnits.planned(protocol).map(({ options }) => options)).toEqual([{ unit: 'request_id', routed: true }]);
  });

  it('takes the first rule that holds, and none that is unknown', () => {
    const { chances } = routingIn(written).policies[0];
    const rows = fromColumns({ risk: [2, 0, 0, 2, null], difficulty: [1, 1, -1, -1, 1] });
    const [reply] = rows.answerSync([columns({ columns: chances })]);
    const of = (action: string) => Array.from((reply as ColumnsReply).columns[action]);
    expect(of('human')).toEqual([1, 0, 0, 1, 0]);
    expect(of('large')).toEqual([0, 1, 0, 0, 1]);
    expect(of('small')).toEqual([0, 0, 1, 0, 0]);
  });

  it('keeps the text of actions as it is written', () => {
    const text = changed('action: large', 'action: 1.10').replace('otherwise: small', 'otherwise: 007');
    expect(Object.keys(routingIn(text, ['human', '1.10', '007']).policies[0].chances)).toEqual(['human', '1.10', '007']);
  });

  it('knows the actions that probabilities and candidates name', () => {
    const text = changed('  probability: chance', '  probabilities: {small: p_small, large: p_large}\n  candidates: {human: on_shift}');
    expect(routingIn(text, []).actions).toEqual(['small', 'large', 'human']);
    expect(routingIn(text, []).candidates).toEqual({ human: 'on_shift' });
  });

  it('knows an action that only the candidates name', () => {
    const text = changed('  probability: chance', '  probability: chance\n  candidates: {robot: has_robot}');
    expect(routingIn(text).actions).toEqual(['human', 'large', 'small', 'robot']);
  });

  it('has a candidate for each combination of thresholds', () => {
    const line = '  search: {rules: [{when: risk > limit, action: human}, {otherwise: small}], thresholds: {limit: [0, 1.5]}, learning: day < 15}\n';
    const { search } = routingIn(changed('covariates:', `${line}covariates:`));
    expect(search?.candidates.map(({ name, says }) => [name, says])).toEqual([
      ['rule with limit = 0', 'human where risk > limit; else small, with limit = 0'],
      ['rule with limit = 1.5', 'human where risk > limit; else small, with limit = 1.5'],
    ]);
    expect(search?.candidates[1].chances.human).toEqual(when(greater(column('risk'), 1.5), 1, 0));
    expect(search?.learning).toEqual(less(column('day'), 15));
  });

  it('takes a policy from a column, or as chances', () => {
    const text = changed(
      '[{when: risk > 1, action: human}, {when: difficulty > 0, action: large}, {otherwise: small}]',
      '{column: planned}\n    mixed: {probabilities: {small: 0.9, large: 0.1}}',
    );
    const [planned, mixed] = routingIn(text).policies;
    expect([planned.says, Object.keys(planned.chances)]).toEqual(['the action in planned', ['human', 'large', 'small']]);
    expect([mixed.says, mixed.chances.large]).toEqual(['small with chance 0.9, large with chance 0.1', { op: 'number', value: 0.1 }]);
  });
});

type Case = readonly [mistake: string, from: string, to: string, says: string];
const cases: readonly Case[] = [
  [
    'a treatment that is no policy',
    'covariates:',
    'treatments: {careful: {model: m}}\ncovariates:',
    'study.yaml:12:14  treatments names "careful", which is no policy of the design. The policies are "cautious".',
  ],
  [
    'rules without an end',
    ', {otherwise: small}]',
    ']',
    'study.yaml:11:5  The rules of policy "cautious" do not say what happens where none of them holds. End the list with {otherwise: action}.',
  ],
  [
    'a rule that never applies',
    ', {otherwise: small}]',
    ', {otherwise: small}, {when: risk > 3, action: human}]',
    'study.yaml:11:108  A rule of policy "cautious" stands after {otherwise}, where it can never apply. Move it before {otherwise}, which comes last and once.',
  ],
  ['a condition that cannot be read', 'risk > 1', 'risk >> 1', 'study.yaml:11:29'],
  ['no chances', '  probability: chance\n', '', 'study.yaml:6:1  design does not say with which chance actions were taken.'],
  [
    'chances twice',
    '  probability: chance',
    '  probability: chance\n  probabilities: {small: p}',
    'study.yaml:10:3  design names both probability and probabilities.',
  ],
  [
    'chances that are logged and estimated',
    '  probability: chance',
    '  probability: chance\n  propensities: estimated',
    'study.yaml:9:16  design.probability names logged chances, and design.propensities says that they are estimated.',
  ],
  [
    'an action that is none',
    'action: large',
    'action: lrage',
    'study.yaml:11:80  Policy "cautious" takes action "lrage", which is none of "human", "large" and "small".',
  ],
  [
    'a candidate that is no action',
    '  probability: chance',
    '  probability: chance\n  candidates: {humna: on_shift}',
    'study.yaml:10:23  design.candidates says when "humna" could be taken, but no action is called so. Did you mean "human"?',
  ],
  ["a policy called as the log's own", '    cautious:', '    logging policy:', 'study.yaml:11:5  A policy is called "logging policy"'],
  [
    'a threshold that no condition reads',
    'covariates: [difficulty, risk]',
    '  search: {rules: [{when: risk > 1, action: human}, {otherwise: small}], thresholds: {limit: [0, 1]}, learning: day < 15}\ncovariates: [difficulty, risk]',
    'study.yaml:12:87  The threshold "limit" stands in no condition of design.search.rules.',
  ],
  [
    'a rule to be sought with an action that is none',
    'covariates: [difficulty, risk]',
    '  search: {rules: [{when: risk > limit, action: humn}, {otherwise: small}], thresholds: {limit: [0, 1]}, learning: day < 15}\ncovariates: [difficulty, risk]',
    'study.yaml:12:49  Policy "search" takes action "humn"',
  ],
  [
    'too many candidates',
    'covariates: [difficulty, risk]',
    `  search: {rules: [{when: risk > a and difficulty > b, action: human}, {otherwise: small}], thresholds: {a: [${Array.from({ length: 30 }, (_, i) => i)}], b: [${Array.from({ length: 30 }, (_, i) => i)}]}, learning: day < 15}\ncovariates: [difficulty, risk]`,
    'The thresholds combine to 900 candidates; at most 500 are searched.',
  ],
  [
    'a threshold with one value instead of a list',
    'covariates: [difficulty, risk]',
    '  search: {rules: [{when: risk > limit, action: human}, {otherwise: small}], thresholds: {limit: 1}, learning: day < 15}\ncovariates: [difficulty, risk]',
    'study.yaml:12:98  design.search.thresholds.limit is 1. It must be lists of values by name, such as {limit: [0, 0.5, 1, 1.5]}.',
  ],
  [
    'rows chosen by what they brought',
    'covariates: [difficulty, risk]',
    '  search: {rules: [{when: risk > limit, action: human}, {otherwise: small}], thresholds: {limit: [0, 1]}, learning: reward > 0}\ncovariates: [difficulty, risk]',
    '"reward" is part of the condition that chooses rows to learn from and an outcome. Choose the rows by a column that was drawn by chance, or by date.',
  ],
  [
    'a policy that knows the outcome',
    'when: risk > 1',
    'when: reward > 1',
    'study.yaml:11:23  "reward" is part of a policy and an outcome. Let the policy read what is known of a request before an action is taken.',
  ],
  [
    'a policy that takes what was taken',
    '[{when: risk > 1, action: human}, {when: difficulty > 0, action: large}, {otherwise: small}]',
    '{column: action}',
    'study.yaml:11:24  "action" is part of a policy and the action that was taken.',
  ],
  ['a covariate that is the action', '[difficulty, risk]', '[difficulty, action]', 'study.yaml:12:26  "action" is a covariate and the action that was taken.'],
  [
    'a key of another kind of design',
    '  action: action',
    '  action: action\n  assignment: arm',
    'study.yaml:9:3  "assignment" is not a key of design. It goes with another kind of design; the keys here are "kind", "action"',
  ],
  ['mediators', 'covariates: [difficulty, risk]', 'mediators: [region]', 'study.yaml:12:1  mediators does not go with a routing log'],
  [
    'a value by arm',
    'better: higher}',
    'better: higher, value: {0: 1, 1: 2}}',
    'study.yaml:14:43  outcomes.reward.value by arm does not go with a routing log',
  ],
  [
    'chances to be estimated from nothing',
    '  probability: chance\n  policies:\n    cautious: [{when: risk > 1, action: human}, {when: difficulty > 0, action: large}, {otherwise: small}]\ncovariates: [difficulty, risk]',
    '  propensities: estimated\n  policies:\n    cautious: [{otherwise: small}]',
    'study.yaml:9:17  The study names no covariates, and the chances of actions are to be estimated from them.',
  ],
];

it.each(cases)('names the place of %s', (_, from, to, says) => {
  expect(messageOf(() => routingIn(changed(from, to)))).toContain(says);
});
