import { expect, it } from 'vitest';
import { stream } from '../random/stream.ts';
import { inVectors, type Vectors } from './vectors.ts';

const random = stream(11);
const drawn = (length: number): Float64Array => Float64Array.from({ length }, () => random.normal());

/** What comes of every operation on three columns of so many rows. */
function told(v: Vectors, columns: readonly Float64Array[], places: Int32Array): readonly number[] {
  const rows = places.length;
  const out: number[] = [];
  const keep = (vector: number): void => void out.push(...v.of(vector));
  const sums = new Float64Array(6);
  v.begin(rows);
  for (const [j, column] of columns.entries()) v.load(j, column, 1);
  v.gather(3, columns[0], places, 0);
  v.fill(4, 2);
  v.combine(4, 0, 3, Float64Array.of(9, 0.5, -1, 3), 1);
  keep(3);
  keep(4);
  v.times(5, 0, 1);
  v.addTimes(5, 1, 2);
  keep(5);
  out.push(v.invert(5, 20, 0));
  keep(5);
  v.divide(5, 1, 5);
  keep(5);
  v.products(sums, 5, 0, 5);
  out.push(...sums.subarray(0, 5));
  out.push(v.weigh(4, 0, 0.25, 1));
  keep(0);
  keep(4);
  const { values, stride, columns: count } = v.block(0, 2);
  out.push(stride, count, values[stride]);
  return out;
}

it.each([1, 2, 7, 511, 512])('vectors of %d rows come out alike in the memory of the kernels and in loops in TypeScript', (rows) => {
  const columns = [drawn(520), drawn(520), drawn(520)];
  const places = Int32Array.from({ length: rows }, (_, r) => (7 * r) % 520);
  inVectors(6, (outer) => {
    // The memory is in use: these are arrays of their own.
    const plain = inVectors(6, (inner) => told(inner, columns, places));
    const quick = told(outer, columns, places);
    expect(quick).toHaveLength(plain.length);
    const worst = quick.reduce((most, value, i) => Math.max(most, Math.abs(value - plain[i]) / (1 + Math.abs(value))), 0);
    // Sums of 512 products of up to a hundred, in another order.
    expect(worst).toBeLessThan(1e-12);
  });
});

it('names rows without which nothing is left, in both', () => {
  const at = Float64Array.of(0.5, Number.NaN, 0.1);
  for (const depth of [0, 1]) {
    const least = (v: Vectors): number => {
      v.begin(3);
      v.load(0, at, 0);
      return v.invert(1, 1, 0);
    };
    expect(inVectors(2, (v) => (depth === 0 ? least(v) : inVectors(2, least)))).toBeNaN();
  }
});
