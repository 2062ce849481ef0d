import { expect, it } from 'vitest';
import { normalGrid } from './normal-grid.ts';

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
