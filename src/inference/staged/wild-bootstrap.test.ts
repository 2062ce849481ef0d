import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { wildBootstrap } from './wild-bootstrap.ts';

const scoresOf = (clusters: number, seed: number): Float64Array => {
  const random = stream(seed);
  const drawn = Float64Array.from({ length: clusters }, () => random.normal());
  const mean = drawn.reduce((sum, x) => sum + x, 0) / clusters;
  return drawn.map((x) => (x - mean) / clusters);
};

describe('wildBootstrap', () => {
  it('goes through all signs of few clusters, so that the seed does not matter', () => {
    const scores = scoresOf(8, 3);
    expect(wildBootstrap(0.4, scores, 1)).toBe(wildBootstrap(0.4, scores, 2));
    // Of 2^8 ways to choose signs.
    expect(wildBootstrap(0.4, scores, 1) * 256).toBe(Math.round(wildBootstrap(0.4, scores, 1) * 256));
  });

  it('is near the normal law with many clusters', () => {
    const scores = scoresOf(400, 5);
    const error = Math.sqrt(scores.reduce((sum, s) => sum + s * s, 0));
    expect(wildBootstrap(1.96 * error, scores, 7)).toBeGreaterThan(0.043);
    expect(wildBootstrap(1.96 * error, scores, 7)).toBeLessThan(0.057);
    expect(wildBootstrap(1.96 * error, scores, 7)).toBe(wildBootstrap(1.96 * error, scores, 7));
  });

  it('follows the scale, and says nothing of one cluster', () => {
    const scores = scoresOf(10, 9);
    expect(
      wildBootstrap(
        3 * 0.2,
        scores.map((s) => 3 * s),
        1,
      ),
    ).toBe(wildBootstrap(0.2, scores, 1));
    expect(wildBootstrap(1, Float64Array.of(0.4, 0, 0), 1)).toBe(1);
    expect(wildBootstrap(0, scores, 1)).toBe(1);
  });

  it('rejects as often as it says where nothing is to be found, with twelve clusters', () => {
    const times = 400;
    const rejected = Array.from({ length: times }, (_, i) => {
      const random = stream(11, i);
      const drawn = Float64Array.from({ length: 12 }, () => random.normal());
      const mean = drawn.reduce((sum, x) => sum + x, 0) / 12;
      return wildBootstrap(
        mean,
        drawn.map((x) => (x - mean) / 12),
        1,
      );
    }).filter((p) => p < 0.05).length;
    // 5 % of 400, within four standard errors.
    expect(rejected).toBeGreaterThan(20 - 4 * 4.4);
    expect(rejected).toBeLessThan(20 + 4 * 4.4);
  });
});
