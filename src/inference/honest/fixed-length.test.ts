import { describe, expect, it } from 'vitest';
import { randomEventStudy } from '../../../test/support/event-studies.ts';
import { foldedNormalCritical } from '../../math/distributions/folded-normal.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import { quadraticForm } from '../../math/matrix.ts';
import { stream } from '../../math/random/stream.ts';
import type { EventStudy } from './event-study.ts';
import { fixedLength } from './fixed-length.ts';

const halfOf = (study: EventStudy, m: number): number => {
  const { low, high } = fixedLength(study, m, 0.05);
  return (high - low) / 2;
};

/** The path of the bias whose only second difference that is not zero, one, ends at a period, and which is flat just before the reference. */
function bent({ before, after }: EventStudy, endsAt: number): readonly number[] {
  const path = new Map<number, number>([
    [0, 0],
    [-1, 0],
  ]);
  for (let t = 1; t <= after; t++) path.set(t, 2 * path.get(t - 1)! - path.get(t - 2)! + (t === endsAt ? 1 : 0));
  for (let t = -2; t >= -before; t--) path.set(t, 2 * path.get(t + 1)! - path.get(t + 2)! + (t + 2 === endsAt ? 1 : 0));
  return [...Array.from({ length: before }, (_, i) => path.get(i - before)!), ...Array.from({ length: after }, (_, t) => path.get(t + 1)!)];
}

/** Half of the interval around a sum of coefficients, from the definition: its bias is largest when all second differences are. */
function halfAround(study: EventStudy, weights: Float64Array, m: number): number {
  const ends = Array.from({ length: study.before + study.after - 1 }, (_, i) => i + 2 - study.before);
  const bias = m * ends.reduce((sum, end) => sum + Math.abs(bent(study, end).reduce((own, value, i) => own + value * weights[i], 0)), 0);
  const deviation = Math.sqrt(quadraticForm(study.covariance, weights));
  return foldedNormalCritical(bias / deviation, 0.05) * deviation;
}

/** Random weights before that take no straight line in; near those that continue the last change where `spread` is small. */
function randomWeights(study: EventStudy, spread: number, seed: number): Float64Array {
  const random = stream(5, seed);
  const { before, after, target } = study;
  const weights = Float64Array.from({ length: before + after }, (_, i) => (i < before ? spread * random.normal() : target[i - before]));
  const slope = weights.reduce((sum, weight, i) => sum + weight * (i < before ? i - before : i - before + 1), 0);
  weights[before - 1] += slope;
  return weights;
}

const targets = ['first', 'average', 'random'] as const;

describe('fixedLength', () => {
  it('is as short as any interval around a sum that takes no straight line in', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const study = randomEventStudy(seed, 1 + (seed % 5), 1 + (seed % 4), targets[seed % 3]);
      for (const m of [0, 0.02, 0.2, 1]) {
        const half = halfOf(study, m);
        const others = Array.from({ length: 150 }, (_, i) => halfAround(study, randomWeights(study, 0.003 * 1.05 ** i, i), m));
        expect(Math.min(...others), `${seed} ${m}`).toBeGreaterThan(half * (1 - 1e-9));
      }
    }
  });

  it('with one period before, is that of the last change continued', () => {
    const study = randomEventStudy(3, 1, 3, 'average');
    expect(halfOf(study, 0.4)).toBeCloseTo(halfAround(study, randomWeights(study, 0, 1), 0.4), 9);
  });

  it('where much may bend, continues the last change', () => {
    const study = randomEventStudy(3, 4, 3, 'average');
    expect(halfOf(study, 50)).toBeCloseTo(halfAround(study, randomWeights(study, 0, 1), 50), 7);
  });

  it('where nothing may bend, has the least noise of all lines', () => {
    // Independent coefficients of variance one: the line through the reference with the least squares.
    const covariance = Float64Array.from({ length: 25 }, (_, e) => (e % 6 === 0 ? 1 : 0));
    const study = { before: 4, after: 1, estimates: Float64Array.of(-4, -3, -2, -1, 1), covariance, target: Float64Array.of(1) };
    const { low, high } = fixedLength(study, 0, 0.05);
    expect((high - low) / 2).toBeCloseTo(-normalQuantile(0.025) * Math.sqrt(1 + 1 / 30), 9);
    expect((high + low) / 2).toBeCloseTo(0, 9);
  });

  it('is of bias alone where nothing has noise', () => {
    const study = { ...randomEventStudy(3, 3, 2), covariance: new Float64Array(25) };
    expect(halfOf(study, 0.5)).toBeCloseTo(0.5, 12);
    expect(halfOf({ ...study, target: Float64Array.of(0, 1) }, 0.5)).toBeCloseTo(1.5, 12);
  });

  it('finds bends that have no noise', () => {
    // Second differences before repeat each other without noise: what the estimate shares with them can be taken off for nothing but bias.
    const study = randomEventStudy(4, 4, 2);
    const flat = Float64Array.from({ length: 36 }, (_, e) => (e % 7 === 0 && e / 7 >= 4 ? 1 : 0));
    const { low, high } = fixedLength({ ...study, covariance: flat }, 0.1, 0.05);
    expect((high - low) / 2).toBeCloseTo(foldedNormalCritical(0.1, 0.05), 9);
  });
});
