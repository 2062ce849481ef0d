import { describe, it } from 'vitest';
import type { EventStudy } from '../../src/inference/honest/event-study.ts';
import { honestInterval, type Restriction } from '../../src/inference/honest/honest-interval.ts';
import { choleskyFactor } from '../../src/math/cholesky.ts';
import { normalQuantile } from '../../src/math/distributions/normal.ts';
import { multiply, quadraticForm } from '../../src/math/matrix.ts';
import { stream } from '../../src/math/random/stream.ts';
import { expectHits, replications } from './band.ts';
import { atLeast, below, type Expected, nominal } from './case.ts';

const sumsOf = (parts: readonly number[]): readonly number[] => parts.map((_, i) => parts.slice(0, i + 1).reduce((sum, part) => sum + part, 0));
const downFromLast = (parts: readonly number[]): readonly number[] =>
  sumsOf(parts.toReversed())
    .map((sum) => -sum)
    .toReversed();

/** Path of the bias from its changes: those that end at the periods before, the reference last, and those that end after it. */
const pathOf = (before: readonly number[], after: readonly number[]): readonly number[] => [...downFromLast(before), ...sumsOf(after)];

/** Path from second differences that end at the same periods, the first of those before left out; flat just before the reference. */
const bentPath = (before: readonly number[], after: readonly number[]): readonly number[] => pathOf([...downFromLast(before), 0], sumsOf(after));

/** An event study with effects of one, a bias, and noise that all coefficients share, and that periods further off have more of. */
function studyWith(bias: readonly number[], before: number, noise: number, target: readonly number[]): EventStudy {
  const size = bias.length;
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) covariance[i * size + j] = noise ** 2 * (0.5 + (i === j ? 0.5 + 0.1 * Math.abs(i - before) : 0));
  return {
    before,
    after: size - before,
    estimates: Float64Array.from(bias, (value, i) => value + (i < before ? 0 : 1)),
    covariance,
    target: Float64Array.from(target),
  };
}

type Limits = (study: EventStudy) => { readonly low: number; readonly high: number };

const honest =
  (restriction: Restriction, size: number): Limits =>
  (study) => {
    const interval = honestInterval(study, restriction, size, 0.95);
    if ('refused' in interval) throw new Error(interval.refused);
    return interval;
  };

const plain: Limits = ({ before, estimates, covariance, target }) => {
  const weights = Float64Array.from([...new Float64Array(before), ...target]);
  const value = weights.reduce((sum, weight, i) => sum + weight * estimates[i], 0);
  const reach = -normalQuantile(0.025) * Math.sqrt(quadraticForm(covariance, weights));
  return { low: value - reach, high: value + reach };
};

/** In how many draws around the study do the limits hold its effect? */
function hitsOf(study: EventStudy, limits: Limits): number {
  const size = study.estimates.length;
  const factor = choleskyFactor(study.covariance, size)!;
  const effect = study.target.reduce((sum, weight) => sum + weight, 0);
  let hits = 0;
  for (let draw = 0; draw < replications; draw++) {
    const random = stream(20_261_129, draw);
    const independent = Float64Array.from({ length: size }, () => random.normal());
    const noise = multiply(factor, independent, size, size, 1);
    const { low, high } = limits({ ...study, estimates: study.estimates.map((value, i) => value + noise[i]) });
    if (low <= effect && effect <= high) hits++;
  }
  if (process.env.CALIBRATION_PRINT === '1') console.log(`${(hits / replications).toFixed(4)} of ${replications}`);
  return hits;
}

const first = [1, 0];
const average = [0.5, 0.5];

describe.each([
  // The largest change before stands out, and the bias after goes as far as it may: the test is as sharp as it gets.
  { name: 'M-bar 1, at its bound, first effect', study: studyWith(pathOf([0.2, -0.1, 1.5], [1.5, 0]), 3, 0.2, first), size: 1, expected: nominal() },
  { name: 'M-bar 1, at its bound downwards, average', study: studyWith(pathOf([-1.5, 0.1, 0.2], [-1.5, -1.5]), 3, 0.2, average), size: 1, expected: nominal() },
  { name: 'M-bar 0.5, at its bound, average', study: studyWith(pathOf([0.1, 1.5], [0.75, 0.75]), 2, 0.2, average), size: 0.5, expected: nominal() },
  { name: 'M-bar 1, noise hides the changes', study: studyWith(pathOf([0.1, -0.1, 0.1], [0.1, 0.1]), 3, 0.3, average), size: 1, expected: atLeast() },
  { name: 'M-bar 1, no bias', study: studyWith(pathOf([0, 0, 0], [0, 0]), 3, 0.3, average), size: 1, expected: atLeast() },
  { name: 'M-bar 2, one period before', study: studyWith(pathOf([0.5], [1, 1]), 1, 0.2, average), size: 2, expected: atLeast() },
] as { name: string; study: EventStudy; size: number; expected: Expected }[])('relative magnitudes, $name', ({ study, size, expected }) => {
  it(`covers: ${expected.kind}`, () => expectHits(hitsOf(study, honest('relative-magnitudes', size)), expected));
});

describe('relative magnitudes, controls', () => {
  const study = studyWith(pathOf([0.2, -0.1, 1.5], [1.5, 0]), 3, 0.2, first);
  it('the interval of the estimate itself fails', () => expectHits(hitsOf(study, plain), below(0.95)));
  it('M-bar 0.8 fails where the bias goes as far as 1', () => expectHits(hitsOf(study, honest('relative-magnitudes', 0.8)), below(0.95)));
});

describe('relative smoothness', () => {
  const study = studyWith(bentPath([0.1, 1.5], [1.5, 1.5]), 3, 0.1, average);
  it('M-bar 1, at its bound: covers', () => expectHits(hitsOf(study, honest('relative-smoothness', 1)), nominal()));
  it('M-bar 1, noise hides the bends: covers', () =>
    expectHits(hitsOf(studyWith(bentPath([0.1, -0.1], [0.1, 0.1]), 3, 0.3, average), honest('relative-smoothness', 1)), atLeast()));
  it('M-bar 0.8 fails where the bias goes as far as 1', () => expectHits(hitsOf(study, honest('relative-smoothness', 0.8)), below(0.95)));
});

describe('smoothness', () => {
  const m = 0.3;
  /** The bias within the bound that moves the centre of the interval farthest. */
  function worst(target: readonly number[]): EventStudy {
    const centre = (study: EventStudy): number => {
      const { low, high } = honest('smoothness', m)(study);
      return (low + high) / 2;
    };
    const paths = Array.from({ length: 16 }, (_, pattern) => [0, 1, 2, 3].map((bit) => ((pattern >> bit) & 1 ? m : -m)));
    const studies = paths.map(([a, b, c, d]) => studyWith(bentPath([a, b], [c, d]), 3, 0.2, target));
    return studies.reduce((most, study) => (centre(study) > centre(most) ? study : most));
  }

  it.each([
    { name: 'first effect', target: first },
    { name: 'average', target: average },
  ])('fixed length, $name, at the worst bias: covers', ({ target }) => expectHits(hitsOf(worst(target), honest('smoothness', m)), nominal()));
  it('hybrid test, at the worst bias: covers', () => expectHits(hitsOf(worst(average), honest('smoothness-hybrid', m)), atLeast()));
  it('a straight line: covers', () => expectHits(hitsOf(studyWith(pathOf([1, 1, 1], [1, 1]), 3, 0.2, average), honest('smoothness', 0)), nominal()));
  it('half of the bound fails', () => expectHits(hitsOf(worst(average), honest('smoothness', m / 2)), below(0.95)));
  it('the interval of the estimate itself fails', () => expectHits(hitsOf(worst(average), plain), below(0.95)));
});
