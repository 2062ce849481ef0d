import { expect, it } from 'vitest';
import { integral } from './gauss-legendre.ts';
import { rootBetween } from './root.ts';

it.each<[string, (x: number) => number, number, number, number]>([
  ['a line', (x) => 2 * x - 1, -3, 7, 0.5],
  ['cos x = x', (x) => Math.cos(x) - x, 0, 1, 0.7390851332151607],
  ['a flat root', (x) => (x - 1) ** 3, 0, 3, 1],
  ['a wall', (x) => Math.atan(1e9 * (x - 0.3)), -1, 1, 0.3],
  ['an end', (x) => x, 0, 1, 0],
])('finds the root of %s', (_, f, low, high, root) => expect(rootBetween(f, low, high)).toBeCloseTo(root, 5));

it('finds a smooth root to the last digits', () => expect(Math.abs(rootBetween((x) => Math.exp(x) - 3, 0, 9) - Math.log(3))).toBeLessThan(4e-16));

it('refuses ends of one sign', () => expect(() => rootBetween((x) => x * x + 1, -1, 1)).toThrow('No change of sign between -1 (2) and 1 (2).'));

it('integrates a narrow peak and a step', () => {
  expect(integral((x) => Math.exp(-((x / 0.05) ** 2)), -5, 7)).toBeCloseTo(0.05 * Math.sqrt(Math.PI), 13);
  expect(integral((x) => 1 / (1 + Math.exp(-1e4 * (x - 0.4))), 0, 1)).toBeCloseTo(0.6, 10);
  expect(integral((x) => x, 1, 1)).toBe(0);
});
