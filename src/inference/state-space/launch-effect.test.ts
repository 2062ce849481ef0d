import { describe, expect, it } from 'vitest';
import { told } from '../../../test/support/scored-rows-golden.ts';
import { simulatedSeries } from '../../../test/support/structural-series.ts';
import { stream } from '../../math/random/stream.ts';
import { fitStructural } from './fit.ts';
import { type LaunchEffect, launchEffect } from './launch-effect.ts';
import type { StructuralModel } from './structural-model.ts';

const variances = { irregular: 1, level: 0.2, slope: 0.01, seasonal: 0.05 };
const before = 40;
const after = 6;
const options = { before, level: 0.95, draws: 200, seed: 11 };
const models: readonly (readonly [string, StructuralModel])[] = [
  ['a level', { trend: 'local-level' }],
  ['a level and a week', { trend: 'local-level', season: 7 }],
  ['a trend', { trend: 'local-linear-trend' }],
  ['a smooth trend', { trend: 'smooth-trend' }],
  ['a drift', { trend: 'level-with-drift' }],
];
const drawn = (model: StructuralModel): Float64Array => simulatedSeries(model, variances, before + after, stream(3)).map((y) => y + 20);
const column = Float64Array.from({ length: before + after }, (_, t) => Math.sin(t) + 0.02 * t);
const effectOn = (model: StructuralModel, values: Float64Array, regressors: readonly Float64Array[] = [column]): LaunchEffect =>
  told(launchEffect(model, { values, regressors }, options));
const close = (a: number, b: number, digits = 6): void => expect(a).toBeCloseTo(b, digits);
const numbersOf = ({ average, pointwise, cumulative, predicted }: LaunchEffect): readonly number[] =>
  [average, ...pointwise, ...cumulative, ...predicted].flatMap((each) => (each ? Object.values(each as Readonly<Record<string, number>>) : []));

describe.each(models)('the effect by %s', (_, model) => {
  const values = drawn(model);
  const base = effectOn(model, values);

  it('takes a step after the launch as it is, in every period, and in nothing else', () => {
    const stepped = effectOn(
      model,
      values.map((y, t) => (t < before ? y : y + 3)),
    );
    for (const [t, each] of base.pointwise.entries()) {
      close(stepped.pointwise[t]!.value, each!.value + 3, 9);
      close(stepped.pointwise[t]!.low, each!.low + 3, 9);
      close(stepped.cumulative[t]!.high, base.cumulative[t]!.high + 3 * (t + 1), 9);
    }
    close(stepped.average.value, base.average.value + 3, 9);
    expect(stepped.predicted).toEqual(base.predicted);
    expect(stepped.average.standardError).toBe(base.average.standardError);
  });

  it('does not know where zero is, and shifts what would have come', () => {
    const shifted = effectOn(
      model,
      values.map((y) => y + 1000),
    );
    close(shifted.average.low, base.average.low, 5);
    close(shifted.average.pValue, base.average.pValue, 5);
    close(shifted.predicted[2].mean, base.predicted[2].mean + 1000, 5);
  });

  it.each([1e-3, 1e6])('scales with the outcome, by %d', (factor) => {
    const scaled = effectOn(
      model,
      values.map((y) => y * factor),
    );
    close(scaled.average.value / factor, base.average.value, 5);
    close(scaled.average.high / factor, base.average.high, 5);
    close(scaled.cumulative[4]!.standardError / factor, base.cumulative[4]!.standardError, 5);
    close(scaled.average.pValue, base.average.pValue, 5);
  });

  it('does not know the units of a regressor', () => {
    const other = effectOn(model, values, [column.map((x) => 1e5 + 250 * x)]);
    close(other.average.value, base.average.value, 5);
    close(other.average.low, base.average.low, 5);
    close(other.fit.logLikelihood + Math.log(250), base.fit.logLikelihood, 5);
  });

  it('averages and adds up what is pointwise', () => {
    const sum = base.pointwise.reduce((total, each) => total + each!.value, 0);
    close(base.cumulative[after - 1]!.value, sum, 9);
    close(base.average.value, sum / after, 9);
    close(base.average.low, base.cumulative[after - 1]!.low / after, 9);
    close(base.cumulative[0]!.high, base.pointwise[0]!.high, 9);
    expect(base.average.pValue < 0.05).toBe(base.average.low > 0 || base.average.high < 0);
  });

  it('leaves out periods that were not observed', () => {
    const gap = effectOn(
      model,
      values.map((y, t) => (t === before + 1 || t === 4 ? Number.NaN : y)),
    );
    expect(gap.pointwise.map((each) => each === undefined)).toEqual([false, true, false, false, false, false]);
    close(gap.average.value, gap.cumulative[after - 1]!.value / (after - 1), 9);
    expect(numbersOf(gap).every(Number.isFinite)).toBe(true);
  });

  it('repeats bit for bit, and another seed says nearly the same', () => {
    expect(numbersOf(effectOn(model, values))).toEqual(numbersOf(base));
    const other = told(launchEffect(model, { values, regressors: [column] }, { ...options, seed: 12 }));
    expect(Math.abs(other.average.low - base.average.low)).toBeLessThan(0.2 * base.average.standardError);
  });
});

it('takes from a regressor what it explains', () => {
  const random = stream(8);
  const x = Float64Array.from({ length: before + after }, () => random.normal());
  const values = drawn({ trend: 'local-level' }).map((y, t) => y + 10 * x[t]);
  const [without, with_] = [[], [x]].map((regressors) => effectOn({ trend: 'local-level' }, values, regressors).average);
  expect(with_.standardError).toBeLessThan(without.standardError / 3);
});

describe('a series that says nothing', () => {
  const level: StructuralModel = { trend: 'local-level' };
  const values = drawn(level).subarray(0, before);
  const refusalOf = (model: StructuralModel, y: Float64Array, regressors: readonly Float64Array[] = []) => fitStructural(model, { values: y, regressors });
  const from = (value: (t: number) => number, length = before): Float64Array => Float64Array.from({ length }, (_, t) => value(t));

  it.each([
    ['four periods', level, values.subarray(0, 4), { refused: 'too-few-periods', observed: 4, needed: 5 }],
    ['four of ten periods', level, values.subarray(0, 10).map((y, t) => (t < 6 ? Number.NaN : y)), { refused: 'too-few-periods', observed: 4, needed: 5 }],
    ['less than two weeks', { trend: 'local-level', season: 7 }, values.subarray(0, 13), { refused: 'too-few-periods', observed: 13, needed: 14 }],
    ['one value', level, from(() => 3), { refused: 'constant-series', value: 3 }],
    ['a line', { trend: 'local-linear-trend' }, from((t) => 3 + 0.1 * t), { refused: 'no-noise' }],
    ['a week', { trend: 'local-level', season: 7 }, from((t) => (t % 7) ** 2), { refused: 'no-noise' }],
    [
      'a week without Sundays',
      { trend: 'local-level', season: 7 },
      values.map((y, t) => (t % 7 === 6 ? Number.NaN : y)),
      { refused: 'season-unseen', place: 6 },
    ],
  ] as const)('is refused: %s', (_, model, y, refusal) => {
    expect(refusalOf(model, y)).toEqual(refusal);
  });

  const wave = from((t) => Math.sin(t), before + after);
  it.each([
    ['with a gap', level, [wave.map((x, t) => (t === 43 ? Number.NaN : x))], { refused: 'regressor-missing', regressor: 0, period: 43 }],
    ['constant before the launch', level, [wave, from((t) => (t < before ? 2 : t), before + after)], { refused: 'regressor-constant', regressor: 1 }],
    ['the double of another', level, [wave, wave.map((x) => 2 * x - 1)], { refused: 'regressor-collinear', regressor: 1, on: [0] }],
    ['all but the double of another', level, [wave, wave.map((x, t) => 2 * x + (t % 2) * 1e-5)], { refused: 'regressor-collinear', regressor: 1, on: [0] }],
    ['a line beside a slope', { trend: 'smooth-trend' }, [from((t) => 5 * t, before + after)], { refused: 'regressor-collinear', regressor: 0, on: [] }],
    [
      'the weekend beside a week',
      { trend: 'local-level', season: 7 },
      [from((t) => (t % 7 > 4 ? 1 : 0), before + after)],
      { refused: 'regressor-collinear', regressor: 0, on: [] },
    ],
  ] as const)('has a regressor that is refused: %s', (_, model, regressors, refusal) => {
    expect(refusalOf(model, values, regressors)).toEqual(refusal);
  });

  it('is refused without anything after the launch', () => {
    const nothing = from((t) => (t < before ? values[t] : Number.NaN), before + after);
    expect(launchEffect(level, { values: nothing, regressors: [] }, options)).toEqual({ refused: 'nothing-after' });
  });
});
