import { expect, it } from 'vitest';
import { integral } from './gauss-legendre.ts';

it('integrates a narrow peak and a step', () => {
  expect(integral((x) => Math.exp(-((x / 0.05) ** 2)), -5, 7)).toBeCloseTo(0.05 * Math.sqrt(Math.PI), 13);
  expect(integral((x) => 1 / (1 + Math.exp(-1e4 * (x - 0.4))), 0, 1)).toBeCloseTo(0.6, 10);
  expect(integral((x) => x, 1, 1)).toBe(0);
});
