import { describe, expect, it } from 'vitest';
import { quasiNewtonMinimum } from './quasi-newton.ts';

const near = (x: Float64Array, expected: readonly number[], digits = 5): void => {
  for (const [i, value] of expected.entries()) expect(x[i]).toBeCloseTo(value, digits);
};

describe('a minimum', () => {
  it('of a quadratic is met whatever its lengths and angles', () => {
    const f = ([a, b, c]: Float64Array): number => 1e4 * (a - 1) ** 2 + (b + 2) ** 2 + 1e-2 * (c - 3) ** 2 + 50 * (a - 1) * (b + 2);
    const found = quasiNewtonMinimum(f, [5, 5, 5], 1e-14);
    expect(found.converged).toBe(true);
    near(found.x, [1, -2, 3], 4);
  });

  it('of the valley of Rosenbrock is met', () => {
    const found = quasiNewtonMinimum(([a, b]) => 100 * (b - a * a) ** 2 + (1 - a) ** 2, [-1.2, 1], 1e-13);
    expect(found.converged).toBe(true);
    near(found.x, [1, 1]);
  });

  it('at zero of an even function is met', () => {
    const found = quasiNewtonMinimum(([a]) => Math.log(1 + 30 * a * a), [0.7], 1e-12);
    expect(found.converged).toBe(true);
    near(found.x, [0]);
  });

  it('is looked for inside of where f is defined', () => {
    const found = quasiNewtonMinimum(([a]) => (a > 0 ? a - Math.log(a) : Infinity), [1e-3], 1e-13);
    expect(found.converged).toBe(true);
    near(found.x, [1]);
  });

  it('that is nowhere is not told', () => {
    expect(quasiNewtonMinimum(([a]) => -a, [0], 1e-10).converged).toBe(false);
    expect(quasiNewtonMinimum(() => Infinity, [0], 1e-10).converged).toBe(false);
  });

  it('is where it starts when it starts there', () => {
    const found = quasiNewtonMinimum(([a, b]) => a * a + b * b, [0, 0], 1e-12);
    expect(found).toEqual({ x: new Float64Array(2), value: 0, converged: true });
  });
});
