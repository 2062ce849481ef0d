import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { column, number } from '../../expressions/build.ts';
import { stream } from '../../math/random/stream.ts';
import { runSync } from '../../relation/run.ts';
import { clusterFoldsOf } from './cluster-folds.ts';
import { policyValue } from './policy-value.ts';

const n = 240;
const random = stream(5);
const user = Array.from({ length: n }, (_, i) => `u${i % 23}`);
const names = [...new Set(user)];
const codes = Int32Array.from(user, (name) => names.indexOf(name));
const action = user.map(() => (random.bernoulli(0.6) ? 'a' : 'b'));
const x = Float64Array.from(user, () => random.normal());
const y = Float64Array.from(user, (_, i) => codes[i] / 5 + (action[i] === 'a' ? 1 + x[i] : 0) + random.normal());
const p = Float64Array.from(action, (one) => (one === 'a' ? 0.6 : 0.4));
const { fold, folds } = clusterFoldsOf({ codes, names }, 7);

describe('folds of clusters', () => {
  it('hold each cluster whole, and as many of them', () => {
    const of = names.map((_, c) => new Set(fold.filter((__, i) => codes[i] === c)).size);
    expect([Math.max(...of), folds]).toEqual([1, 5]);
    const sizes = Array.from({ length: 5 }, (_, k) => names.filter((__, c) => fold[codes.indexOf(c)] === k).length);
    expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([4, 5]);
  });

  it('go by the names of clusters, not by their places, and by the seed', () => {
    const turned = [...names].reverse();
    const again = clusterFoldsOf({ codes: codes.map((c) => names.length - 1 - c), names: turned }, 7);
    expect([...again.fold]).toEqual([...fold]);
    expect([...clusterFoldsOf({ codes, names }, 8).fold]).not.toEqual([...fold]);
    expect(clusterFoldsOf({ codes: Int32Array.of(0, 1, 1), names: ['p', 'q'] }, 1).folds).toBe(2);
  });
});

describe('a doubly robust value where requests are in clusters', () => {
  const options = {
    outcomes: [{ name: 'y' }],
    action: 'action',
    actions: ['a', 'b'],
    propensities: { kind: 'taken', chance: column('p') },
    policies: [{ name: 'all a', says: 'all a', chances: { a: number(1) } }],
    estimators: ['dr', 'dm', 'ips'],
    cluster: 'user',
    seed: 7,
  } as const;
  const of = (covariates: readonly string[], change = {}) =>
    new Map(
      runSync(fromColumns({ user, action, x, y, p }), policyValue({ ...options, covariates, ...change })).estimates.map((e) => [
        e.method.id + e.id.split(':').at(-1),
        e,
      ]),
    );
  const value = (found: ReturnType<typeof of>, name: string) => [...found.values()].find(({ id }) => id.includes(name))!.value;

  it('predicts each row by rows of other folds alone', () => {
    const mean = (k: number): number => {
      const others = [...y].filter((_, i) => action[i] === 'a' && fold[i] !== k);
      return others.reduce((a, b) => a + b, 0) / others.length;
    };
    const means = Array.from({ length: folds }, (_, k) => mean(k));
    const byHand = [...y].reduce((sum, outcome, i) => sum + means[fold[i]] + (action[i] === 'a' ? (outcome - means[fold[i]]) / 0.6 : 0), 0) / n;
    expect(value(of([]), 'dr')).toBeCloseTo(byHand, 10);
  });

  it('takes nothing from the direct method and from weights alone, which leave nothing out', () => {
    const [left, whole] = [of(['x']), of(['x'], { crossFit: 'none' })];
    for (const name of ['dm', 'ips']) expect(value(left, name)).toBeCloseTo(value(whole, name), 12);
    expect(value(left, 'dr')).not.toBeCloseTo(value(whole, 'dr'), 6);
  });

  it('of logistic models too', () => {
    const b = Float64Array.from(y, (outcome) => (outcome > 2 ? 1 : 0));
    const asked = (cluster?: string) =>
      runSync(
        fromColumns({ user, action, x, y: b, p }),
        policyValue({
          ...options,
          covariates: ['x'],
          rewardModel: 'logistic',
          estimators: ['dr'],
          ...(cluster === undefined ? { cluster: undefined } : { cluster }),
        } as never),
      ).estimates[0].value;
    expect(asked('user')).not.toBeCloseTo(asked(), 8);
  });
});
