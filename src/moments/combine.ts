import { compensatedDot } from '../math/compensated-sum.ts';
import { leastSquares } from './least-squares.ts';
import { indexOf, type Moments } from './moments.ts';

/** Columns with their factors; those not named have none. */
export type Combination = Readonly<Record<string, number>>;

/** The moments of sums of columns, each times a factor: as if the sums had been columns of the rows. */
export function combine(m: Moments, combinations: Readonly<Record<string, Combination>>): Moments {
  const names = Object.keys(combinations);
  const p = m.columns.length;
  const factors = names.map((name) => {
    const row = new Float64Array(p);
    for (const [column, factor] of Object.entries(combinations[name])) row[indexOf(m, column)] += factor;
    return row;
  });
  const half = factors.map((row) => Float64Array.from({ length: p }, (_, i) => compensatedDot(m.comoment, row, p, i * p)));
  const comoment = new Float64Array(names.length ** 2);
  for (let i = 0; i < names.length; i++)
    for (let j = 0; j < names.length; j++) comoment[i * names.length + j] = compensatedDot(half[Math.min(i, j)], factors[Math.max(i, j)]);
  return { ...m, columns: names, mean: Float64Array.from(factors, (row) => compensatedDot(row, m.mean)), comoment };
}

/** Each column as itself, for `combine`. */
export const unchanged = (columns: readonly string[]): Readonly<Record<string, Combination>> =>
  Object.fromEntries(columns.map((name) => [name, { [name]: 1 }]));

/** Column less its linear prediction: what is left of it, as a combination. Undefined when the regressors are collinear. */
export function residualised(m: Moments, column: string, given: readonly string[]): Combination | undefined {
  if (given.length === 0) return { [column]: 1 };
  const fit = leastSquares(m, column, given);
  if ('kind' in fit) return undefined;
  return { ...Object.fromEntries(given.map((name, j) => [name, -fit.coefficients[j + 1]])), [column]: 1 };
}
