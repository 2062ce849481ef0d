import { describe, it } from 'vitest';
import { biasAwareEffect } from '../../src/inference/threshold/bias-aware/bias-aware-effect.ts';
import { biasAwareSet } from '../../src/inference/threshold/bias-aware/bias-aware-set.ts';
import { optimalWidth } from '../../src/inference/threshold/bias-aware/optimal-width.ts';
import { type DensityOptions, densityTest } from '../../src/inference/threshold/density/density-test.ts';
import { armStatistics } from '../../src/inference/threshold/local-randomization/arm-statistics.ts';
import { assignmentsLike, randomizationPValues } from '../../src/inference/threshold/local-randomization/assignments.ts';
import { shiftSet } from '../../src/inference/threshold/local-randomization/shift-set.ts';
import { type ScoredRows, scoredRows } from '../../src/inference/threshold/scored-rows.ts';
import { type Random, stream } from '../../src/math/random/stream.ts';
import { told } from '../support/scored-rows-golden.ts';
import { expectHits, replications } from './band.ts';
import { atLeast, below, type Expected, nominal, shown } from './case.ts';

/** In how many draws does it hold? */
function expectShare(name: string, expected: Expected, holds: (random: Random) => boolean): void {
  let hits = 0;
  for (let draw = 0; draw < replications; draw++) if (holds(stream(20_261_130, draw))) hits += 1;
  if (process.env.CALIBRATION_PRINT === '1') console.log(`${name}: ${(hits / replications).toFixed(4)} of ${replications}`);
  expectHits(hits, expected);
}

const covers = (pieces: readonly { readonly low?: number; readonly high?: number }[], value: number): boolean =>
  pieces.some(({ low = -Infinity, high = Infinity }) => low <= value && value <= high);
const curvature = 4;

/** Scores from -1 to 1 in steps, and an outcome whose curve is as bent as the bound allows, in the direction that is worst for a line. */
function bent(random: Random, step: number, chance: (above: boolean) => number, effect: number): ScoredRows {
  const n = 800;
  const score = Float64Array.from({ length: n }, () => Math.round((2 * random.uniform() - 1) / step) * step);
  const taken = score.map((x) => random.bernoulli(chance(x >= 0)));
  const outcome = score.map((x, i) => ((x < 0 ? 1 : -1) * curvature * x * x) / 2 + x + effect * taken[i] + (0.4 + 0.2 * Math.abs(x)) * random.normal());
  return scoredRows(score, 0, [outcome, taken]);
}

describe('bias-aware intervals hold for rounded scores at the curvature that they allow', () => {
  const sharp = (above: boolean): number => (above ? 1 : 0);
  it.each([0.01, 0.05, 0.2])('steps of %d', (step) => {
    const at = (random: Random) => {
      const rows = bent(random, step, sharp, 0.5);
      const { width } = told(optimalWidth(rows, rows.columns[0], curvature, 'triangular', { kind: 'interval', level: 0.95 }));
      return told(biasAwareEffect(rows, rows.columns[0], curvature, { width, kernel: 'triangular', errors: 'nearest' }, 0.95));
    };
    expectShare(`bias-aware, steps of ${step}`, atLeast(0.95), (random) => covers([at(random).interval], 0.5));
    expectShare(`bias-aware bound, steps of ${step}`, atLeast(0.95), (random) => at(random).bounds.low <= 0.5);
    // Without the bias the same fit does not, least of all with eleven values.
    expectShare(`without bias, steps of ${step}`, step === 0.2 ? below(0.95) : shown, (random) => {
      const { value, standardError } = at(random);
      return Math.abs(value - 0.5) <= 1.959964 * standardError;
    });
  });

  it.each([
    [0.05, 0.5],
    [0.2, 0.5],
    [0.05, 0.05],
  ])('sets of fuzzy designs, steps of %d, a first stage of %d', (step, strength) => {
    expectShare(`bias-aware set, steps of ${step}, first stage ${strength}`, atLeast(0.95), (random) => {
      const rows = bent(random, step, (above) => 0.3 + (above ? strength : 0), 1);
      const [outcome, treatment] = rows.columns;
      const { width } = told(optimalWidth(rows, outcome, curvature, 'triangular', { kind: 'mse' }));
      const design = { width, kernel: 'triangular', errors: 'nearest' } as const;
      return covers(told(biasAwareSet(rows, { outcome, treatment }, { outcome: curvature, treatment: 0 }, design, 0.95)).pieces, 1);
    });
  });
});

const usual: DensityOptions = { model: 'unrestricted', kernel: 'triangular', variance: 'jackknife', degree: 2, width: 'combined', massPoints: true };

describe('the density test', () => {
  const n = 1000;
  const normal = (random: Random): Float64Array => Float64Array.from({ length: n }, () => random.normal() + 0.4);
  const accepts = (score: Float64Array, options: DensityOptions): boolean => told(densityTest(scoredRows(score, 0, []), options)).pValue > 0.05;
  it.each([
    ['unrestricted', usual, normal],
    ['unrestricted, two decimals', usual, (random: Random) => normal(random).map((x) => Math.floor(100 * x) / 100)],
    ['restricted, plugin', { ...usual, model: 'restricted', variance: 'plugin' } as DensityOptions, normal],
  ] as const)('holds its level: %s', (name, options, draw) => {
    expectShare(`density accepted, ${name}`, nominal(0.95), (random) => accepts(draw(random), options));
  });

  it('finds half of those just below moved above', () => {
    expectShare('density rejected, manipulated', atLeast(0.8), (random) => {
      const moved = normal(random).map((x) => (x < 0 && x > -0.3 && random.bernoulli(0.5) === 1 ? -x : x));
      return !accepts(moved, usual);
    });
  });
});

describe('randomization in a window', () => {
  it.each([
    [7, 6],
    [30, 25],
  ])('holds its level and covers, %d below and %d above', (left, right) => {
    const treated = Uint8Array.from({ length: left + right }, (_, i) => (i < left ? 0 : 1));
    const draw = (random: Random): Float64Array => Float64Array.from(treated, () => random.exponential());
    expectShare(`window of ${left} and ${right} accepted`, atLeast(0.95), (random) => {
      const outcome = draw(random);
      return randomizationPValues(treated, [armStatistics['rank-sum'](outcome)], assignmentsLike(treated, 199, random))[0] > 0.05;
    });
    expectShare(`window of ${left} and ${right} covered`, atLeast(0.95), (random) => {
      const outcome = draw(random).map((y, i) => y + 2 * treated[i]);
      return covers(shiftSet(outcome, Float64Array.from(treated), treated, assignmentsLike(treated, 199, random), 0.95), 2);
    });
    expectShare(`window of ${left} and ${right} covered, fuzzy`, atLeast(0.95), (random) => {
      const taken = Float64Array.from(treated, (t) => random.bernoulli(t === 1 ? 0.7 : 0.2));
      const outcome = draw(random).map((y, i) => y + 2 * taken[i]);
      return covers(shiftSet(outcome, taken, treated, assignmentsLike(treated, 199, random), 0.95), 2);
    });
  });
});
