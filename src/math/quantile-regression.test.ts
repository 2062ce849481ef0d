import { describe, expect, it } from 'vitest';
import { quantile } from './quantile.ts';
import { quantileRegression } from './quantile-regression.ts';
import { stream } from './random/stream.ts';

const loss = (columns: readonly Float64Array[], targets: Float64Array, tau: number, coefficients: ArrayLike<number>): number =>
  targets.reduce((sum, target, i) => {
    const left = target - columns.reduce((mix, column, c) => mix + column[i] * coefficients[c], 0);
    return sum + left * (left > 0 ? tau : tau - 1);
  }, 0);

/** The least loss of all mixes that meet two targets. */
function byAllPairs([a, b]: readonly Float64Array[], targets: Float64Array, tau: number): number {
  let least = Infinity;
  for (let i = 0; i < targets.length; i++)
    for (let j = 0; j < i; j++) {
      const area = a[i] * b[j] - a[j] * b[i];
      if (area === 0) continue;
      const meeting = [(targets[i] * b[j] - targets[j] * b[i]) / area, (a[i] * targets[j] - a[j] * targets[i]) / area];
      least = Math.min(least, loss([a, b], targets, tau, meeting));
    }
  return least;
}

describe('quantile regression', () => {
  it('has the least sum of all lines through two points, with ties or without', () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = stream(seed);
      const rows = 5 + (seed % 20);
      const draw = seed % 2 === 0 ? () => random.normal() : () => random.integer(4);
      const columns = [new Float64Array(rows).fill(1), Float64Array.from({ length: rows }, (_, i) => (i === 0 ? 9 : draw()))];
      const targets = Float64Array.from({ length: rows }, draw);
      for (const tau of [0.1, 0.25, 0.5, 0.75, 0.9]) {
        const found = quantileRegression(columns, targets, tau)!;
        expect(loss(columns, targets, tau, found), `seed ${seed}, tau ${tau}`).toBeCloseTo(byAllPairs(columns, targets, tau), 8);
      }
    }
  });

  it('is a quantile where the only column is constant', () => {
    const targets = Float64Array.of(5, 1, 4, 2, 3);
    for (const tau of [0.3, 0.5, 0.7])
      expect(quantileRegression([new Float64Array(5).fill(1)], targets, tau)![0]).toBeCloseTo([2, 3, 4][Math.floor(5 * tau) - 1], 9);
    expect(quantile(targets, 0.5)).toBe(3);
  });

  it('leaves a share of the targets below, with many columns', () => {
    const random = stream(3);
    const rows = 200;
    const columns = [new Float64Array(rows).fill(1), ...Array.from({ length: 9 }, () => Float64Array.from({ length: rows }, () => random.normal()))];
    const targets = Float64Array.from({ length: rows }, () => random.normal());
    const found = quantileRegression(columns, targets, 0.25)!;
    const below = targets.filter((target, i) => target < columns.reduce((mix, column, c) => mix + column[i] * found[c], 0) - 1e-8).length;
    expect(below).toBeLessThanOrEqual(50);
    expect(below + 10).toBeGreaterThanOrEqual(50);
  });

  it('is not there for columns that are mixes of each other', () => {
    expect(quantileRegression([Float64Array.of(1, 1, 1), Float64Array.of(2, 2, 2)], Float64Array.of(1, 2, 3), 0.5)).toBeUndefined();
  });
});
