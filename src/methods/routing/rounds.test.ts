import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { column, greater, number, when } from '../../expressions/build.ts';
import { stream } from '../../math/random/stream.ts';
import type { Question } from '../../protocol/question.ts';
import { runSync } from '../../relation/run.ts';
import { hiddenRouter } from './hidden-router.ts';
import type { RoutingOptions } from './options.ts';
import { policyBounds } from './policy-bounds.ts';
import { policyGain } from './policy-gain.ts';
import { policySearch } from './policy-search.ts';
import { policySupport } from './policy-support.ts';
import { policyValue } from './policy-value.ts';

const n = 600;
const random = stream(14);
const x = Float64Array.from({ length: n }, () => random.normal());
const chance = x.map((one) => 0.05 + 0.9 / (1 + Math.exp(-1.5 * one)));
const b = x.map((_, i) => random.bernoulli(chance[i]));
const log = {
  x,
  gap: Array.from(x, (one, i) => (i % 10 === 0 ? null : one)),
  half: x.map((_, i) => i % 2),
  user: Array.from(x, (_, i) => `u${i % 50}`),
  action: Array.from(b, (one) => (one === 1 ? 'b' : 'a')),
  p: b.map((one, i) => (one === 1 ? chance[i] : 1 - chance[i])),
  y: b.map((one, i) => (one === 1 ? 1 + x[i] ** 2 : x[i]) + random.normal()),
};
const above = when(greater(column('x'), 0), 1, 0);
const cut = { name: 'cut', says: 'a where x > 0', chances: { a: above, b: when(greater(column('x'), 0), 0, 1) } };
const someC = { name: 'some c', says: 'some c', chances: { b: number(0.9), c: number(0.1) } };
const asked = {
  outcomes: [{ name: 'y' }],
  action: 'action',
  actions: ['a', 'b', 'c'],
  propensities: { kind: 'taken', chance: column('p') },
  covariates: ['x'],
  policies: [cut],
  learning: greater(column('half'), 0),
  objective: 'y',
} as const;

const changes: Readonly<Record<string, Partial<RoutingOptions> & { readonly estimator?: 'switch' }>> = {
  'as it is': {},
  'estimated chances': { propensities: { kind: 'estimated' } },
  'tuned cuts': { threshold: 'tuned', shrinkage: 'tuned', estimator: 'switch' },
  'missing context': { covariates: ['gap'] },
  'an action that was never logged': { policies: [cut, someC] },
  clusters: { cluster: 'user' },
  'all of it': {
    cluster: 'user',
    covariates: ['gap'],
    propensities: { kind: 'estimated' },
    threshold: 'tuned',
    shrinkage: 'tuned',
    estimator: 'switch',
    policies: [cut, someC],
  },
};
const questions = [
  policyGain,
  policyValue,
  policySearch,
  policyBounds,
  policySupport,
  hiddenRouter,
] as readonly unknown[] as readonly Question<RoutingOptions>[];

describe.each(questions)('$id', (question) => {
  it.each(Object.entries(changes))('takes no more rounds than it says with %s', (_, change) => {
    const rows = fromColumns(log);
    const options = { ...asked, outcomes: [{ name: 'y', bounds: [-20, 20] as const }], ...change };
    runSync(rows, question(options));
    const { most } = question.onExample(options).rounds;
    expect(rows.rounds, `of ${most}`).toBeLessThanOrEqual(most);
  });
});

it.each([policyGain, policyValue])('$id takes as many rounds as usual, and two more where cuts are tuned', (question) => {
  const taken = ['as it is', 'tuned cuts'].map((name) => {
    const rows = fromColumns(log);
    const options = { ...asked, ...changes[name] };
    runSync(rows, question(options));
    return [rows.rounds, question.onExample(options).rounds.usual];
  });
  expect(taken).toEqual([
    [2, 2],
    [4, 4],
  ]);
});
