import { describe, expect, it } from 'vitest';
import { multiply, transpose } from './matrix.ts';
import { penalizedQuadratic } from './penalized-quadratic.ts';
import { stream } from './random/stream.ts';

function problem(seed: number, n: number) {
  const random = stream(seed);
  const root = Float64Array.from({ length: n * (n + 1) }, () => random.normal());
  const a = multiply(root, transpose(root, n, n + 1), n, n + 1, n);
  return { random, a, c: Float64Array.from({ length: n }, () => random.normal()) };
}

/** How far the conditions of the least are missed: a x + c = -penalty sign(x), or within the penalty at zero. */
function missed(a: Float64Array, c: Float64Array, penalty: number, x: Float64Array): number {
  const n = c.length;
  return Math.max(
    ...Array.from(x, (value, i) => {
      let slope = c[i];
      for (let j = 0; j < n; j++) slope += a[i * n + j] * x[j];
      return value === 0 ? Math.max(0, Math.abs(slope) - penalty) : Math.abs(slope + penalty * Math.sign(value));
    }),
  );
}

describe('penalizedQuadratic', () => {
  it('meets the conditions of the least value, wherever it starts', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const n = 1 + (seed % 12);
      const { random, a, c } = problem(seed, n);
      for (const penalty of [0, 0.01, 0.3, 1]) {
        const start = Float64Array.from({ length: n }, () => (random.uniform() < 0.5 ? 0 : random.normal()));
        const x = penalizedQuadratic(a, c, penalty, start)!;
        expect(missed(a, c, penalty, x), `${seed} ${penalty}`).toBeLessThan(1e-9 * n);
      }
    }
  });

  it('is zero from the largest slope on, and the plain solution without a penalty', () => {
    const a = Float64Array.of(2, 0.5, 0.5, 1);
    const c = Float64Array.of(-3, 1);
    expect(penalizedQuadratic(a, c, 3, Float64Array.of(1, -1))).toEqual(Float64Array.of(0, 0));
    const [x, y] = penalizedQuadratic(a, c, 0, new Float64Array(2))!;
    expect(2 * x + 0.5 * y).toBeCloseTo(3, 12);
    expect(0.5 * x + y).toBeCloseTo(-1, 12);
  });

  it('takes ties: two coordinates that leave zero together', () => {
    const x = penalizedQuadratic(Float64Array.of(1, 0, 0, 1), Float64Array.of(-2, 2), 1, new Float64Array(2))!;
    expect([...x]).toEqual([1, -1]);
  });

  it('says so where the square part has no curvature', () => {
    expect(penalizedQuadratic(new Float64Array(4), Float64Array.of(1, 1), 0.5, new Float64Array(2))).toBeUndefined();
  });
});
