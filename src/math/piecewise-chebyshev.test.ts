import { expect, it } from 'vitest';
import { piecewiseChebyshev } from './piecewise-chebyshev.ts';

it('answers as the function does, asking it 16 times a piece', () => {
  let asked = 0;
  const table = piecewiseChebyshev((x) => {
    asked++;
    return Math.exp(-x * x);
  });
  for (let x = -2; x < 2; x += 0.0625) expect(Math.abs(table(x) - Math.exp(-x * x))).toBeLessThan(1e-13);
  expect(asked).toBe(64);
});
