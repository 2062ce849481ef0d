import { describe, expect, it } from 'vitest';
import { armsByOutcomes, pairsCorrelation, productCorrelation } from '../../../test/support/correlations.ts';
import type { Reference } from '../../estimate/estimate.ts';
import { largestOf } from '../../math/distributions/multivariate/largest.ts';
import { normalTail } from '../../math/distributions/normal.ts';
import { maxT } from './max-t.ts';
import { paretoFront } from './pareto-front.ts';
import { probabilityBest } from './probability-best.ts';
import { shrunkenEffects } from './shrunken-effects.ts';
import { benjaminiHochberg, fcrLevel, hochberg, holm } from './step-wise.ts';

const t = (df: number): Reference => ({ kind: 't', df });
const family = (statistics: readonly number[], correlation: readonly number[], references: readonly Reference[]) => ({
  statistics,
  correlation,
  references,
  level: 0.95,
  boundsLevel: 0.95,
});

describe('maxT', () => {
  it('takes statistics of zero and infinity', () => {
    for (const references of [
      [t(9), t(9), t(9)],
      [t(9), t(30), { kind: 'normal' } as const],
    ]) {
      expect(maxT(family([0, Infinity, -Infinity], productCorrelation([0.5, 0.6, 0.7]), references)).adjusted).toEqual([1, 0, 0]);
    }
  });

  it('keeps the digits of far tails', () => {
    const { adjusted } = maxT(family([20, 0, 0], productCorrelation([0.5, 0.6, 0.7]), new Array(3).fill({ kind: 'normal' })));
    expect(adjusted[0] / (6 * normalTail(20))).toBeCloseTo(1, 8);
  });

  it('gives each contrast the reach of its own degrees of freedom', () => {
    const { critical } = maxT(family([1, 1, 1], productCorrelation([0.5, 0.5, 0.5]), [t(5), t(50), { kind: 'normal' }]));
    expect(critical[0]).toBeGreaterThan(critical[1]);
    expect(critical[1]).toBeGreaterThan(critical[2]);
  });

  it('is empty for no contrasts', () => {
    expect(maxT(family([], [], []))).toEqual({ critical: [], boundsCritical: [], adjusted: [] });
  });

  it('repeats bit for bit under one seed, and moves by its error under another', () => {
    const pairs = family([2.6, 0, 0], pairsCorrelation([1, 2, 3]), new Array(3).fill(t(12)));
    expect(maxT(pairs)).toEqual(maxT(pairs));
    expect(Math.abs(maxT({ ...pairs, seed: 1 }).adjusted[0] - maxT(pairs).adjusted[0])).toBeLessThan(1e-4);
  });

  it.each([
    ['a statistic is not a number', family([NaN], [1], [t(3)]), 'a statistic of the family is not a number'],
    ['the matrix has another size', family([1, 2], [1], [t(3), t(3)]), '1 correlations and 2 references for 2 statistics'],
    ['the matrix has a negative eigenvalue', family([1, 2, 3], [1, 0.9, 0, 0.9, 1, 0.9, 0, 0.9, 1], [t(3), t(3), t(3)]), 'negative eigenvalue'],
  ])('refuses when %s', (_, asked, says) => {
    expect(() => maxT(asked)).toThrow(says);
  });
});

it('20 arms by 10 outcomes: standard errors as documented', () => {
  const { outside, error, critical } = largestOf(armsByOutcomes(20, 10), 200, Infinity, 0)['two-sided'];
  expect(outside(critical(0.05))).toBeCloseTo(0.05, 10);
  expect(error(critical(0.05))).toBeLessThan(2e-4);
  expect(error(critical(0.3))).toBeLessThan(1e-3);
  expect(error(critical(0.01))).toBeLessThan(3e-5);
});

describe('step procedures', () => {
  it('are empty for no p-values', () => expect([holm([]), hochberg([]), benjaminiHochberg([])]).toEqual([[], [], []]));
  it('intervals of 3 selected among 10 at a rate of 0.1 have level 0.97', () => expect(fcrLevel(0.1, 3, 10)).toBeCloseTo(0.97, 14));
});

describe('probabilityBest', () => {
  const independent = (variances: readonly number[]) => variances.flatMap((v, i) => variances.map((_, j) => (i === j ? v : 0)));

  it('shares alike arms evenly, independent or not', () => {
    for (const p of probabilityBest({ values: [1, 1, 1, 1], covariance: independent([2, 2, 2, 2]), better: 'lower' })) expect(p).toBeCloseTo(0.25, 10);
    const joint = [2, 0.5, 0.5, 0.5, 2, 0.5, 0.5, 0.5, 2];
    for (const p of probabilityBest({ values: [1, 1, 1], covariance: joint, better: 'lower' })) expect(p).toBeCloseTo(1 / 3, 3);
  });

  it('takes arms without error as certain', () => {
    expect(probabilityBest({ values: [1, 2, 2], covariance: independent([0, 0, 0]), better: 'higher' })).toEqual([0, 0.5, 0.5]);
    expect(probabilityBest({ values: [3], covariance: [1], better: 'higher' })).toEqual([1]);
  });
});

describe('shrunkenEffects', () => {
  it('is absent for two arms, and without errors', () => {
    expect(shrunkenEffects({ values: [1, 2], variances: [1, 1] })).toBeUndefined();
    expect(shrunkenEffects({ values: [1, 2, 3], variances: [1, 0, 1] })).toBeUndefined();
  });

  it('is the plain closed form where variances are equal', () => {
    // Between variance 5/3 - 1/2, shrinkage 0.3 about the mean 2.5.
    const { betweenVariance, effects, arms } = shrunkenEffects({ values: [1, 2, 3, 4], variances: [0.5, 0.5, 0.5, 0.5] })!;
    expect(betweenVariance).toBeCloseTo(7 / 6, 12);
    for (const [k, expected] of [0.7, 1.4, 2.1].entries()) expect(effects[k].value).toBeCloseTo(expected, 12);
    expect(effects[0].standardDeviation).toBeCloseTo(Math.sqrt(0.7), 12);
    expect(arms[0].standardDeviation).toBeCloseTo(Math.sqrt(0.35 + (0.09 * 5) / 12), 12);
  });

  it('leaves no effect where the arms differ no more than their errors', () => {
    expect(shrunkenEffects({ values: [1, 1.1, 0.9], variances: [1, 2, 1] })!.effects).toEqual([
      { value: 0, standardDeviation: 0 },
      { value: 0, standardDeviation: 0 },
    ]);
  });
});

it('the Pareto front keeps what nothing dominates, and equals together', () => {
  const points = [
    { id: 'control', benefit: 0, harms: [1, 100] },
    { id: 'small', benefit: 2, harms: [2, 120] },
    { id: 'large', benefit: 3, harms: [9, 300] },
    { id: 'slow', benefit: 2, harms: [2, 500] },
    { id: 'large again', benefit: 3, harms: [9, 300] },
  ];
  expect(paretoFront(points)).toEqual(['control', 'small', 'large', 'large again']);
});
