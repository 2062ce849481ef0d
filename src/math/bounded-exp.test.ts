import { expect, it } from 'vitest';
import { boundedExp } from './bounded-exp.ts';

it.each([
  // To twenty digits, by mpmath.
  [-700, 9.859676543759771e-305],
  [-300, 5.148200222412014e-131],
  [-36.7, 1.15184094930761e-16],
  [-1, 0.36787944117144233],
  [-0.34657359, 0.7071067813845181],
  [0, 1],
  [1e-9, 1.000000001],
  [0.5, 1.6487212707001282],
  [1, Math.E],
  [12.3, 219695.9886721379],
  [300, 1.942426395241256e130],
  [700, 1.0142320547350045e304],
])('exp(%d) to rounding', (x, value) => {
  expect(Math.abs(boundedExp(x) / value - 1)).toBeLessThan(2 ** -51);
});

it('is within two units of the last place of the machine wherever it is asked, and NaN for NaN', () => {
  let furthest = 0;
  for (let x = -700; x <= 700; x += 0.0137) furthest = Math.max(furthest, Math.abs(boundedExp(x) / Math.exp(x) - 1));
  expect(furthest).toBeLessThan(2 ** -51);
  expect(boundedExp(Number.NaN)).toBeNaN();
});
