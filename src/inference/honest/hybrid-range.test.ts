import { describe, expect, it } from 'vitest';
import { randomEventStudy } from '../../../test/support/event-studies.ts';
import { choleskyFactor } from '../../math/cholesky.ts';
import { truncatedTail } from '../../math/distributions/truncated-normal.ts';
import { dot } from '../../math/dot.ts';
import { multiply, quadraticForm } from '../../math/matrix.ts';
import { stream } from '../../math/random/stream.ts';
import type { EventStudy } from './event-study.ts';
import { hybridRange } from './hybrid-range.ts';
import { leastFavourable } from './least-favourable.ts';
import { type Allowance, changeEndingAt, polyhedronOf, sharesOf } from './polyhedron.ts';

/** Every vertex as weights of the coefficients, with its constant and how it moves with the effect: none left out. */
function allVertices(study: EventStudy, { order, constant, contrast }: Allowance) {
  const shares = sharesOf(study.target, order);
  const changes = Array.from(shares, (_, t) => changeEndingAt(study, order, t + 1));
  const moments = changes.map((change) => [1, -1].map((sign) => change.map((weight, i) => sign * weight - contrast[i])));
  const noise = moments.map((pair) => pair.map((moment) => Math.sqrt(quadraticForm(study.covariance, moment))));
  const mix = (weights: readonly (readonly number[])[], perEffect: number) => {
    const scale = weights.flatMap((pair, t) => pair.map((weight, side) => weight * noise[t][side])).reduce((sum, part) => sum + part, 0);
    const of = new Float64Array(contrast.length);
    let taken = 0;
    for (const [t, pair] of weights.entries()) {
      for (const [side, weight] of pair.entries()) {
        for (let i = 0; i < of.length; i++) of[i] += (weight / scale) * moments[t][side][i];
        taken += (weight / scale) * constant;
      }
    }
    return { of, constant: -taken, perEffect: perEffect / scale };
  };
  const directed = (sign: 1 | -1) =>
    mix(
      Array.from(shares, (share) => [Math.max(0, sign * share), Math.max(0, -sign * share)]),
      -sign,
    );
  return [
    directed(1),
    directed(-1),
    ...changes.map((_, t) =>
      mix(
        changes.map((_, u) => (u === t ? [1, 1] : [0, 0])),
        0,
      ),
    ),
  ];
}

/** The test of one effect, from its definition. */
function testOf(study: EventStudy, allowance: Allowance, alpha: number): (effect: number) => boolean {
  const vertices = allVertices(study, allowance);
  const critical = leastFavourable(polyhedronOf(study, allowance), alpha / 10);
  return (effect) => rejects(study, vertices, critical, effect, alpha);
}

function rejects(study: EventStudy, vertices: ReturnType<typeof allVertices>, critical: number, effect: number, alpha: number): boolean {
  const values = vertices.map(({ of, constant, perEffect }) => of.reduce((sum, w, i) => sum + w * study.estimates[i], constant + perEffect * effect));
  const best = values.indexOf(Math.max(...values));
  const [eta, own] = [values[best], vertices[best].of];
  if (eta > critical) return true;
  const cross = (other: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < own.length; i++) for (let j = 0; j < own.length; j++) sum += other[i] * own[j] * study.covariance[i * own.length + j];
    return sum;
  };
  const variance = cross(own);
  let [low, high] = [-Infinity, critical];
  for (const [u, { of }] of vertices.entries()) {
    const ratio = cross(of) / variance;
    if (u === best || Math.abs(1 - ratio) < 1e-9) continue;
    const at = (values[u] - ratio * eta) / (1 - ratio);
    if (ratio < 1) low = Math.max(low, at);
    else high = Math.min(high, at);
  }
  const deviation = Math.sqrt(variance);
  return eta > 0 && truncatedTail(eta / deviation, low / deviation, high / deviation) < (0.9 * alpha) / (1 - alpha / 10);
}

const targets = ['first', 'average', 'random'] as const;
/** Some tests that hold, and some that the estimates speak against. */
const allowances = (study: EventStudy, seed: number): readonly Allowance[] => {
  const none = new Float64Array(study.before + study.after);
  const relative = (order: 1 | 2, sign: number, size: number): Allowance => ({
    order,
    constant: 0,
    contrast: changeEndingAt(study, order, -(seed % (study.before + 1 - order))).map((weight) => sign * size * weight),
  });
  return [{ order: 2, constant: 0.3, contrast: none }, ...[1, -1].flatMap((sign) => [relative(1, sign, 0.8), relative(2, sign, 0.4)])];
};

describe('hybridRange', () => {
  it('ends where a fine grid, and every vertex of the test, says', () => {
    let found = 0;
    for (let seed = 1; seed <= 9; seed++) {
      const study = randomEventStudy(seed, 2 + (seed % 3), 1 + (seed % 5), targets[seed % 3]);
      for (const [i, allowance] of allowances(study, seed).entries()) {
        const range = hybridRange(polyhedronOf(study, allowance), 0.05);
        if (range === undefined) continue;
        found++;
        const width = range.high - range.low;
        const isRejected = testOf(study, allowance, 0.05);
        const off = (effect: number) => `${seed} ${i}: ${effect} of ${range.low} to ${range.high}`;
        for (const [end, outwards] of [
          [range.low, -1],
          [range.high, 1],
        ]) {
          const near = 1e-7 * (1 + width);
          expect(isRejected(end - outwards * near), off(end - outwards * near)).toBe(false);
          for (let step = 0; step < 60; step++) {
            const effect = end + outwards * (near + (width * step * step) / 600);
            expect(isRejected(effect), off(effect)).toBe(true);
          }
        }
      }
    }
    expect(found).toBeGreaterThan(20);
  });

  it('is nothing where the estimates speak against the allowance', () => {
    const study = { ...randomEventStudy(2, 2, 3), estimates: Float64Array.of(-9, 9, 1, 1, 1) };
    const downwards = { order: 1, constant: 0, contrast: changeEndingAt(study, 1, -1).map((weight) => -weight) } as const;
    expect(hybridRange(polyhedronOf(study, downwards), 0.05)).toBeUndefined();
    expect(hybridRange(polyhedronOf(study, { ...downwards, contrast: downwards.contrast.map((weight) => -weight) }), 0.05)).toBeDefined();
  });
});

describe('leastFavourable', () => {
  it('is exceeded by draws with its chance', () => {
    const draws = 10_000;
    for (const seed of [1, 2]) {
      const study = randomEventStudy(seed, 2, 3, targets[seed]);
      const allowance = allowances(study, seed)[1];
      const size = study.estimates.length;
      const critical = leastFavourable(polyhedronOf(study, allowance), 0.05);
      // Vertices as sums of independent noise.
      const vertices = allVertices(study, allowance).map(({ of }) => multiply(of, choleskyFactor(study.covariance, size)!, 1, size, size));
      const random = stream(77, seed);
      const noise = new Float64Array(size);
      let beyond = 0;
      for (let draw = 0; draw < draws; draw++) {
        for (let i = 0; i < size; i++) noise[i] = random.normal();
        if (vertices.some((vertex) => dot(vertex, noise) > critical)) beyond++;
      }
      expect(Math.abs(beyond / draws - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / draws));
    }
  });
});
