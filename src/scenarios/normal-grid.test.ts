import { describe, expect, it } from 'vitest';
import { normalCdf } from '../math/distributions/normal.ts';
import { normalGrid } from '../math/normal-grid.ts';
import { gridForSlope, normalPieces } from './normal-grid.ts';

const expectation = (step: number, f: (z: number) => number) => {
  const { points, weights } = normalGrid(step);
  return points.reduce((sum, z, i) => sum + weights[i] * f(z), 0);
};

it.each([
  { moment: 0, value: 1 },
  { moment: 1, value: 0 },
  { moment: 2, value: 1 },
  { moment: 4, value: 3 },
  { moment: 6, value: 15 },
])('integrates the moment of order $moment', ({ moment, value }) => {
  expect(Math.abs(expectation(0.5, (z) => z ** moment) - value)).toBeLessThan(1e-12 * Math.max(1, value));
});

it('integrates an exponential', () => {
  expect(expectation(0.5, (z) => Math.exp(z))).toBeCloseTo(Math.exp(0.5), 12);
});

it.each([
  { slope: 0.8, step: 0.5 },
  { slope: 3, step: 0.25 },
])('integrates a sigmoid of slope $slope as a fifty times finer grid does', ({ slope, step }) => {
  const sigmoid = (z: number) => 1 / (1 + Math.exp(0.6 - slope * z));
  expect(Math.abs(expectation(step, sigmoid) - expectation(step / 50, sigmoid))).toBeLessThan(1e-10);
});

describe('pieces', () => {
  const { points, weights } = normalPieces([-0.3, 1.4]);

  it('integrate a step between the cuts', () => {
    const inside = points.reduce((sum, z, i) => sum + (z > -0.3 && z < 1.4 ? weights[i] : 0), 0);
    expect(Math.abs(inside - (normalCdf(1.4) - normalCdf(-0.3)))).toBeLessThan(1e-14);
  });

  it('integrate a sigmoid as the grid does', () => {
    const sigmoid = (z: number) => 1 / (1 + Math.exp(0.6 - 1.2 * z));
    const byPieces = points.reduce((sum, z, i) => sum + weights[i] * sigmoid(z), 0);
    expect(Math.abs(byPieces - expectation(0.1, sigmoid))).toBeLessThan(1e-13);
  });
});

it.each([0, 0.5, 2, 12, 40])('has a grid for a slope of %d', (slope) => {
  const { points, weights } = gridForSlope(slope);
  const sigmoid = (z: number) => 1 / (1 + Math.exp(0.6 - slope * z));
  const byGrid = points.reduce((sum, z, i) => sum + weights[i] * sigmoid(z), 0);
  expect(Math.abs(byGrid - expectation(0.001, sigmoid))).toBeLessThan(1e-10);
});
