import { expect, it } from 'vitest';
import { bracketedRoot } from './bracketed-root.ts';

it.each([
  ['a cubic', (x: number) => x ** 3 - 2, 0, 5, Math.cbrt(2)],
  ['a steep exponential', (x: number) => Math.exp(20 * x) - 7, -4, 3, Math.log(7) / 20],
  ['a root at the end', (x: number) => x - 1, 1, 2, 1],
  ['no change of sign: the nearer end', (x: number) => x, 1, 2, 1],
] as const)('finds the root of %s', (_, f, low, high, root) => {
  expect(Math.abs(bracketedRoot(f, low, high) - root)).toBeLessThan(1e-13);
});
