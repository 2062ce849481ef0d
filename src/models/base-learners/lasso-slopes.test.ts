import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { lassoSlopes } from './lasso-slopes.ts';
import type { Standardised } from './standardised.ts';

const rows = 60;

/** Columns in pairs that are nearly the same, the further apart the larger the distance. */
function pairs(size: number, distance: number, seed: number): Standardised {
  const random = stream(seed);
  const drawn = Array.from({ length: size }, () => Float64Array.from({ length: rows }, () => random.normal()));
  const raw = drawn.map((column, j) => (j % 2 === 0 ? column : column.map((x, i) => drawn[j - 1][i] + distance * x)));
  const target = Float64Array.from({ length: rows }, (_, i) => raw[0][i] - raw[3][i] + random.normal());
  const columns = raw.map(scaled);
  const average = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + (x * b[i]) / rows, 0);
  return {
    size,
    products: Float64Array.from({ length: size * size }, (_, e) => average(columns[Math.floor(e / size)], columns[e % size])),
    withTarget: Float64Array.from(columns, (column) => average(column, target)),
  };
}

function scaled(column: Float64Array): Float64Array {
  const mean = column.reduce((sum, x) => sum + x / rows, 0);
  const deviation = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2 / rows, 0));
  return column.map((x) => (x - mean) / deviation);
}

describe('slopes of a lasso', () => {
  it.each([
    [6, 1],
    [20, 0.1],
    [40, 1e-3],
    [90, 0.5],
  ])('%i columns, pairs %f apart: nothing is left to gain', (size, distance) => {
    for (let seed = 0; seed < 5; seed++) {
      const of = pairs(size, distance, seed);
      const largest = Math.max(...of.withTarget.map(Math.abs));
      let slopes: Float64Array = new Float64Array(size);
      for (const share of [1, 0.5, 0.1, 0.01]) {
        const penalty = share * largest;
        slopes = lassoSlopes(of, penalty, slopes);
        if (share === 1) expect(slopes.every((slope) => slope === 0)).toBe(true);
        const worst = slopes.reduce((most, slope, j) => {
          const left = slopes.reduce((sum, other, k) => sum - other * of.products[j * size + k], of.withTarget[j]);
          const gain = slope === 0 ? Math.max(0, Math.abs(left) - penalty) : Math.abs(left - penalty * Math.sign(slope));
          return Math.max(most, gain);
        }, 0);
        expect(worst / largest).toBeLessThan(1e-9);
      }
      expect(slopes.some((slope) => slope !== 0)).toBe(true);
    }
  });

  it('of two columns that are the same share what one has', () => {
    const products = Float64Array.of(1, 1, 1, 1);
    const [a, b] = lassoSlopes({ size: 2, products, withTarget: Float64Array.of(0.7, 0.7) }, 0.2, new Float64Array(2));
    expect(a + b).toBeCloseTo(0.5, 12);
  });
});
