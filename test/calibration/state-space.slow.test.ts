import { describe, it } from 'vitest';
import { fitStructural, type StructuralFit } from '../../src/inference/state-space/fit.ts';
import { type Forecast, forecast } from '../../src/inference/state-space/forecast.ts';
import { launchEffect } from '../../src/inference/state-space/launch-effect.ts';
import type { StructuralModel, Variances } from '../../src/inference/state-space/structural-model.ts';
import { normalQuantile } from '../../src/math/distributions/normal.ts';
import { type Random, stream } from '../../src/math/random/stream.ts';
import { told } from '../support/scored-rows-golden.ts';
import { simulatedSeries } from '../support/structural-series.ts';
import { expectHits, few, heldBy } from './band.ts';
import { atLeast, below, type Expected, shown, smallSample } from './case.ts';

const after = 10;
const level = 0.95;
const critical = normalQuantile((1 + level) / 2);

/** What is to be covered: the last period, and the mean of all after the launch. */
const targets = ['last', 'average'] as const;
type Target = (typeof targets)[number];

function truthOf(values: Float64Array, target: Target): number {
  return target === 'last' ? values[values.length - 1] : values.subarray(values.length - after).reduce((sum, y) => sum + y, 0) / after;
}

/** Prediction and its error at one set of variances. */
function predictedBy({ mean, covariance }: Forecast, target: Target): { readonly value: number; readonly error: number } {
  if (target === 'last') return { value: mean[after - 1], error: Math.sqrt(covariance[after * after - 1]) };
  return { value: mean.reduce((sum, m) => sum + m, 0) / after, error: Math.sqrt(covariance.reduce((sum, c) => sum + c, 0)) / after };
}

const plugIn = ({ model, standard, variances }: StructuralFit): Forecast => forecast(model, standard, variances, after)!;

/** Does the interval of the bootstrap from the estimate cover? Series of the fitted model, fitted again: errors of prediction over their standard errors. */
function bootstrapCovers(fit: StructuralFit, truth: number, target: Target, random: Random): boolean {
  const draws = 99;
  const before = fit.standard.values.length;
  const pivots = Array.from({ length: draws }, () => {
    const values = simulatedSeries(fit.model, fit.variances, before + after, random);
    const again = told(fitStructural(fit.model, { values: values.subarray(0, before), regressors: [] }));
    const { value, error } = predictedBy(plugIn(again), target);
    return Math.abs(truthOf(values, target) - value - again.center) / error;
  }).sort((a, b) => a - b);
  const { value, error } = predictedBy(plugIn(fit), target);
  return Math.abs(truth - value - fit.center) <= pivots[Math.ceil(level * (draws + 1)) - 1] * error;
}

interface Scenario {
  readonly name: string;
  readonly model: StructuralModel;
  readonly variances: Variances;
  readonly before: number;
  readonly expected: Readonly<Record<Target, Expected>>;
  readonly plugIn: Readonly<Record<Target, Expected>>;
}

const still = { irregular: 1, level: 0, slope: 0, seasonal: 0 };
const models = {
  'level, signal 0.1': { model: { trend: 'local-level' }, variances: { ...still, level: 0.1 } },
  'level, signal 1': { model: { trend: 'local-level' }, variances: { ...still, level: 1 } },
  trend: { model: { trend: 'local-linear-trend' }, variances: { ...still, level: 0.1, slope: 0.01 } },
  'level and week': { model: { trend: 'local-level', season: 7 }, variances: { ...still, level: 0.1, seasonal: 0.01 } },
  'a level that stays': { model: { trend: 'local-level' }, variances: still },
} as const;

const both = (expected: Expected): Readonly<Record<Target, Expected>> => ({ last: expected, average: expected });
const tooShort = { last: shown, average: below(level) };
const cases: readonly Scenario[] = (
  [
    ['level, signal 0.1', 30, both(smallSample), tooShort],
    ['level, signal 0.1', 60, both(smallSample), both(shown)],
    ['level, signal 0.1', 120, both(smallSample), both(shown)],
    ['level, signal 1', 30, both(smallSample), tooShort],
    ['level, signal 1', 60, both(smallSample), both(shown)],
    ['level, signal 1', 120, both(smallSample), both(shown)],
    ['trend', 30, both(smallSample), both(below(level))],
    ['trend', 60, both(smallSample), both(shown)],
    ['trend', 120, both(smallSample), both(shown)],
    ['level and week', 30, both(atLeast(level)), tooShort],
    ['level and week', 60, both(smallSample), both(shown)],
    ['level and week', 120, both(smallSample), both(shown)],
    // Directions in which the level moves count too, and none in which it moves less than not at all.
    ['a level that stays', 30, both(atLeast(level)), both(shown)],
  ] as const
).map(([name, before, expected, alone]) => ({ name, ...models[name], before, expected, plugIn: alone }));

describe('intervals of what would have come hold', () => {
  it.each(cases)('$name, $before periods', ({ name, model, variances, before, expected, plugIn: alone }) => {
    const hits = { last: 0, average: 0 };
    const naive = { last: 0, average: 0 };
    for (let draw = 0; draw < few; draw++) {
      const values = simulatedSeries(model, variances, before + after, stream(20_261_130, draw));
      const { fit, pointwise, average } = told(launchEffect(model, { values, regressors: [] }, { before, level, draws: 200, seed: draw }));
      // Nothing was launched, so every effect is zero.
      for (const [target, { low, high }] of [
        ['last', pointwise[after - 1]!],
        ['average', average],
      ] as const) {
        if (low <= 0 && 0 <= high) hits[target] += 1;
        const { value, error } = predictedBy(plugIn(fit), target);
        if (Math.abs(truthOf(values, target) - fit.center - value) <= critical * error) naive[target] += 1;
      }
    }
    for (const target of targets) {
      if (process.env.CALIBRATION_PRINT === '1')
        console.log(`${name}, ${before}, ${target}: ${(hits[target] / few).toFixed(4)}, at the estimate ${(naive[target] / few).toFixed(4)} of ${few}`);
    }
    for (const target of targets) {
      expectHits(hits[target], heldBy(expected[target], few), few);
      expectHits(naive[target], heldBy(alone[target], few), few);
    }
  });
});

it('bootstraps from the estimate do not, where the estimate is often zero', () => {
  const { model, variances } = models['level, signal 0.1'];
  const before = 30;
  let hits = 0;
  for (let draw = 0; draw < few; draw++) {
    const values = simulatedSeries(model, variances, before + after, stream(20_261_130, draw));
    const fit = told(fitStructural(model, { values: values.subarray(0, before), regressors: [] }));
    if (bootstrapCovers(fit, truthOf(values, 'average'), 'average', stream(7, draw))) hits += 1;
  }
  if (process.env.CALIBRATION_PRINT === '1') console.log(`bootstrap, level, signal 0.1, 30, average: ${(hits / few).toFixed(4)} of ${few}`);
  expectHits(hits, heldBy(below(level), few), few);
});
