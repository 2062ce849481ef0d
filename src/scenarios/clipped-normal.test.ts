import { expect, it } from 'vitest';
import { clip, clippedNormalMean } from './clipped-normal.ts';
import { normalPieces } from './normal-grid.ts';

it.each([
  { mean: 0.5, sd: 0.1, where: 'inside' },
  { mean: 0.97, sd: 0.02, where: 'at the upper bound' },
  { mean: 0, sd: 0.3, where: 'beyond the lower bound' },
  { mean: 0.4, sd: 5, where: 'spread over both' },
])('is the mean that numbers give $where', ({ mean, sd }) => {
  const cuts = [0.01, 0.99].map((bound) => (bound - mean) / sd).filter((z) => Math.abs(z) < 8.5);
  const { points, weights } = normalPieces(cuts);
  const numeric = points.reduce((sum, z, i) => sum + weights[i] * clip(mean + sd * z, 0.01, 0.99), 0);
  expect(Math.abs(clippedNormalMean(mean, sd, 0.01, 0.99) - numeric)).toBeLessThan(1e-13);
});

it.each([
  [-1, 0.01],
  [0.3, 0.3],
  [2, 0.99],
])('sets %d without spread to %d', (mean, value) => expect(clippedNormalMean(mean, 0, 0.01, 0.99)).toBe(value));
