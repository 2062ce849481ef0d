import { indexOf, type Moments } from '../../../moments/moments.ts';

/** Sums over units of products of any two of a constant and some columns, each unit with a weight: size x size, the constant first. */
export interface Gram {
  readonly size: number;
  readonly products: Float64Array;
}

export function gramOf(m: Moments, columns: readonly string[]): Gram {
  const at = columns.map((name) => indexOf(m, name));
  const size = at.length + 1;
  const mean = (i: number): number => (i === 0 ? 1 : m.mean[at[i - 1]]);
  const products = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      products[i * size + j] = m.weight * mean(i) * mean(j) + (i === 0 || j === 0 ? 0 : m.comoment[at[i - 1] * m.columns.length + at[j - 1]]);
  return { size, products };
}

/** The sums with weights that are combinations of those of others. */
export function combined(...parts: readonly (readonly [factor: number, gram: Gram])[]): Gram {
  const [[, { size }]] = parts;
  const products = new Float64Array(size * size);
  for (const [factor, gram] of parts) for (let e = 0; e < products.length; e++) products[e] += factor * gram.products[e];
  return { size, products };
}

/** Of units that all weigh nothing. */
export const nothingOf = ({ size }: Gram): Gram => ({ size, products: new Float64Array(size * size) });

/** The sum of all weights. */
export const totalOf = ({ products }: Gram): number => products[0];

/** Sums of a combination of the columns times the constant, and times each of the first columns. */
export function along({ size, products }: Gram, factors: Float64Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  for (let i = 0; i < count; i++) for (let j = 0; j < factors.length; j++) sums[i] += products[i * size + j] * factors[j];
  return sums;
}
