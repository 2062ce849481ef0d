import { describe, expect, it } from 'vitest';
import { dot } from '../../math/dot.ts';
import { type Random, stream } from '../../math/random/stream.ts';
import { reachOfMixes } from './furthest-mix.ts';
import { simplexWeights } from './simplex-weights.ts';

/** By bisection for the price at which the mix that is best for it comes into the ball. */
function byPrices(points: Float64Array, error: Float64Array, gains: Float64Array): number {
  const rows = error.length;
  const at = (price: number) => {
    const weights = simplexWeights({ columns: points, target: error, costs: gains.map((gain) => -2 * price * gain) })!;
    const mix = error.map((_, r) => weights.reduce((sum, weight, j) => sum + weight * points[j * rows + r], 0));
    const left = mix.map((value, r) => value - error[r]);
    return { gain: dot(weights, gains), outside: dot(left, left) - dot(error, error) };
  };
  let [low, high] = [1e-12, 1e9];
  for (let step = 0; step < 200; step++) {
    const middle = Math.sqrt(low * high);
    if (at(middle).outside > 0) high = middle;
    else low = middle;
  }
  return at(low).gain;
}

/** Points around a mix of them, and its weights. */
function drawnPoints(random: Random, count: number, rows: number, draw: () => number): { readonly points: Float64Array; readonly shares: Float64Array } {
  const points = Float64Array.from({ length: count * rows }, draw);
  const sizes = Float64Array.from({ length: count }, () => random.exponential() ** 3);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const shares = sizes.map((size) => size / total);
  for (let r = 0; r < rows; r++) {
    const mean = shares.reduce((sum, share, j) => sum + share * points[j * rows + r], 0);
    for (let j = 0; j < count; j++) points[j * rows + r] -= mean;
  }
  return { points, shares };
}

describe('the furthest mix in a ball', () => {
  it.each([
    [4, 9],
    [12, 12],
    [25, 8],
    [40, 20],
  ])('is what prices of the square lead to: %d points of %d values', (count, rows) => {
    for (let seed = 0; seed < 8; seed++) {
      const random = stream(seed);
      const { points, shares } = drawnPoints(random, count, rows, () => 3 * random.normal());
      const error = Float64Array.from({ length: rows }, () => random.normal());
      const gains = Float64Array.from({ length: count }, () => random.normal());
      const found = reachOfMixes(points, rows, 'none')(error).most(gains);
      expect(found, `seed ${seed}`).toBeCloseTo(byPrices(points, error, gains), 6);
      // Zero is in every ball.
      expect(found).toBeGreaterThan(dot(shares, gains) - 1e-9);
    }
  });

  it('is so with ties and twins of points', () => {
    for (let seed = 0; seed < 8; seed++) {
      const random = stream(seed, 1);
      const { points } = drawnPoints(random, 15, 6, () => random.integer(3));
      points.copyWithin(6, 0, 6);
      const error = Float64Array.from({ length: 6 }, () => random.normal());
      const gains = Float64Array.from({ length: 15 }, () => random.integer(2));
      gains[1] = gains[0];
      expect(reachOfMixes(points, 6, 'none')(error).most(gains), `seed ${seed}`).toBeCloseTo(byPrices(points, error, gains), 5);
    }
  });

  it('is the same with a twin of a point', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = stream(seed, 2);
      const { points } = drawnPoints(random, 7, 28, () => random.normal());
      const gains = Float64Array.from({ length: 7 }, () => random.normal());
      const error = Float64Array.from({ length: 28 }, () => random.normal());
      const twin = seed % 7;
      const more = Float64Array.from([...points, ...points.subarray(twin * 28, (twin + 1) * 28)]);
      const found = reachOfMixes(more, 28, 'none')(error).most(Float64Array.from([...gains, gains[twin]]));
      expect(found, `seed ${seed}`).toBeCloseTo(reachOfMixes(points, 28, 'none')(error).most(gains), 9);
    }
  });

  it('adds a level as two points far off would, one above and one below', () => {
    const random = stream(9);
    const rows = 10;
    const count = 6;
    const { points } = drawnPoints(random, count, rows, () => random.normal());
    for (let j = 0; j < count; j++) {
      const mean = points.subarray(j * rows, (j + 1) * rows).reduce((sum, value) => sum + value / rows, 0);
      for (let r = 0; r < rows; r++) points[j * rows + r] -= mean;
    }
    const error = Float64Array.from({ length: rows }, () => random.normal());
    const gains = Float64Array.from({ length: count }, () => random.normal());
    const mean = error.reduce((sum, value) => sum + value / rows, 0);
    const found = mean + reachOfMixes(points, rows, 'free')(error).most(gains);
    const far = 50;
    const both = new Float64Array(2 * count * rows);
    for (let e = 0; e < count * rows; e++) [both[e], both[count * rows + e]] = [points[e] + far, points[e] - far];
    const bothGains = Float64Array.from([...gains.map((gain) => gain + far), ...gains.map((gain) => gain - far)]);
    expect(found).toBeCloseTo(reachOfMixes(both, rows, 'none')(error).most(bothGains), 8);
  });

  it('is the point of most gain where the ball is wide, and where it is a point nothing is gained', () => {
    const points = Float64Array.of(-1, 0, 1, 0, 0, 1, 0, -1);
    const gains = Float64Array.of(3, 1, 2, 0);
    expect(reachOfMixes(points, 2, 'none')(Float64Array.of(-100, 0)).most(gains)).toBe(3);
    // Zero is the mix of the first two, or of the last two.
    expect(reachOfMixes(points, 2, 'none')(new Float64Array(2)).most(gains)).toBeCloseTo(2, 12);
  });
});
