import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { plotBins, plotDefaults } from './plot-bins.ts';
import type { ThresholdData } from './sides.ts';
import { type ThresholdOptions, thresholdDefaults, thresholdEffect, usualErrors } from './threshold-effect.ts';

const random = stream(5);
const score = Float64Array.from({ length: 200 }, () => random.normal());
const outcome = score.map((x) => x + random.normal());
const told = (data: ThresholdData, more: Partial<ThresholdOptions> = {}) => thresholdEffect(data, { ...thresholdDefaults, errors: usualErrors(data), ...more });
const fixed = (h: number, b = h) => ({ bandwidths: { h: { below: h, above: h }, b: { below: b, above: b } } });

describe('what cannot be told at a cutoff is refused with its facts', () => {
  it('all rows on one side', () => {
    expect(told({ score: score.map(Math.abs), outcome })).toEqual({ refused: 'no-rows', side: 'below' });
    expect(plotBins({ score: score.map((x) => -Math.abs(x) - 1), outcome }, plotDefaults)).toEqual({ refused: 'no-rows', side: 'above' });
    expect(told({ score: new Float64Array(0), outcome: new Float64Array(0) })).toMatchObject({ refused: 'no-rows' });
  });

  it('few rows', () => {
    const few = { score: score.subarray(0, 15), outcome: outcome.subarray(0, 15) };
    expect(told(few)).toEqual({ refused: 'few-rows', rows: 15, least: 20 });
    expect(plotBins(few, plotDefaults)).toEqual({ refused: 'few-rows', rows: 15, least: 20 });
  });

  it('a score of three values, or of one beyond the cutoff', () => {
    expect(told({ score: score.map((x) => Math.sign(Math.round(x))), outcome })).toMatchObject({ refused: 'few-values' });
    expect(told({ score: score.map((x) => (x >= 0 ? 0 : x)), outcome })).toMatchObject({ refused: 'few-values', side: 'above' });
    expect(plotBins({ score: score.map((x) => Math.sign(x)), outcome }, plotDefaults)).toEqual({
      refused: 'few-values',
      side: 'below',
      values: 1,
      least: 5,
      bandwidth: 1,
    });
  });

  it('a bandwidth that holds no row, or as many as coefficients', () => {
    expect(told({ score, outcome }, fixed(1e-9))).toEqual({ refused: 'few-values', side: 'below', values: 0, least: 2, bandwidth: 1e-9 });
    const three = Float64Array.of(-3, -2, -1, 1, 2, 3, 4);
    expect(told({ score: three, outcome: three }, fixed(5))).toEqual({ refused: 'few-rows', rows: 3, least: 4, side: 'below' });
  });

  it('an outcome that does not vary', () => {
    expect(told({ score, outcome: outcome.map(() => 3) })).toEqual({ refused: 'no-bandwidth' });
  });

  it('a treatment that is the same on both sides', () => {
    expect(told({ score, outcome, treatment: score.map(() => 1) })).toMatchObject({ refused: 'no-first-stage' });
  });

  it('one cluster, and errors that know of none', () => {
    const cluster = Int32Array.from(score, (x, i) => (x < 0 ? 0 : 1 + (i % 9)));
    expect(told({ score, outcome, cluster }, fixed(1))).toEqual({ refused: 'few-clusters', side: 'below', clusters: 1, least: 2 });
    expect(told({ score, outcome, cluster }, { errors: { kind: 'HC1' } })).toEqual({ refused: 'errors-by-rows', errors: 'HC1' });
  });
});

it('a treatment that only one side varies in has the bandwidths of a sharp design', () => {
  const treatment = score.map((x) => (x >= 0 && random.uniform() < 0.7 ? 1 : 0));
  const [fuzzy, sharp] = [told({ score, outcome, treatment }), told({ score, outcome })];
  expect('bandwidths' in fuzzy && 'bandwidths' in sharp && fuzzy.bandwidths).toEqual('bandwidths' in sharp && sharp.bandwidths);
});

it('covariates that tell nothing of their own are named and change nothing', () => {
  const age = score.map(() => random.normal());
  const covariates = { age, months: age.map((a) => 12 * a + 4), always: score.map(() => 7), above: score.map((x) => (x >= 0 ? 1 : 0)) };
  const named = (names: readonly (keyof typeof covariates)[]) => names.map((name) => ({ name, values: covariates[name] }));
  const [all, one] = [
    told({ score, outcome, covariates: named(['age', 'months', 'always', 'above']) }, fixed(1)),
    told({ score, outcome, covariates: named(['age']) }, fixed(1)),
  ];
  if ('refused' in all || 'refused' in one) throw new Error('refused');
  expect(all.dropped).toEqual(['months', 'always', 'above']);
  expect(all.effect.robust.value).toBeCloseTo(one.effect.robust.value, 12);
  expect(all.effect.robust.standardError).toBeCloseTo(one.effect.robust.standardError, 12);
});
