import { choleskySolve } from '../../math/cholesky.ts';
import { basisProducts, type LocalFit } from './local-polynomial.ts';
import type { Side, SortedRows } from './sides.ts';

/** A column of which the columns before leave no more than this share of its squares tells nothing of its own. */
const leastOwnShare = 1e-10;

/** Rows of only those covariates that tell something of their own, over all rows, and the names of the others. */
export function withoutCollinear(rows: SortedRows): { readonly rows: SortedRows; readonly dropped: readonly string[] } {
  const first = rows.fuzzy ? 2 : 1;
  const count = rows.covariates.length;
  const products = new Float64Array(count * count);
  for (const { columns } of [rows.sides.below, rows.sides.above]) addProducts(products, columns.slice(first), columns.slice(first));
  const { kept } = sweep(products, count, diagonalOf(products, count));
  const keeps = (j: number) => j < first || kept.includes(j - first);
  const reduced = (side: Side): Side => ({ ...side, columns: side.columns.filter((_, j) => keeps(j)) });
  return {
    rows: {
      ...rows,
      sides: { below: reduced(rows.sides.below), above: reduced(rows.sides.above) },
      covariates: rows.covariates.filter((_, j) => kept.includes(j)),
      means: rows.means.filter((_, j) => keeps(j)),
    },
    dropped: rows.covariates.filter((_, j) => !kept.includes(j)),
  };
}

/** Coefficients of covariates that sides have in common, one list for each other column, and which covariates vary at all beside the polynomials. */
export interface CommonSlopes {
  readonly slopes: readonly Float64Array[];
  readonly kept: readonly number[];
}

/**
 * Slopes of outcome, and of the treatment of a fuzzy design, on covariates beside a polynomial of its own on each side.
 *
 * Model     weighted least squares; what no row in the window tells has slope zero.
 * Source    Calonico, Cattaneo, Farrell & Titiunik (2019), REStat 101.
 */
export function commonSlopes(fits: readonly LocalFit[], fuzzy: boolean): CommonSlopes {
  const first = fuzzy ? 2 : 1;
  const width = fits[0].window.side.columns.length;
  const count = width - first;
  if (count === 0) return { slopes: Array.from({ length: first }, () => new Float64Array(0)), kept: [] };
  // Covariates first, then what is explained by them.
  const left = new Float64Array(count * width);
  const whole = new Float64Array(count);
  for (const fit of fits) {
    const { side, weights } = fit.window;
    const ordered = [...side.columns.slice(first), ...side.columns.slice(0, first)];
    const products = new Float64Array(count * width);
    addProducts(products, ordered.slice(0, count), ordered, weights);
    for (let j = 0; j < count; j++) whole[j] += products[j * width + j];
    const inBasis = ordered.map((column) => basisProducts(fit, column));
    const solved = inBasis.map((sums) => choleskySolve(fit.lower, sums));
    for (let j = 0; j < count; j++) {
      for (let l = 0; l < width; l++) left[j * width + l] += products[j * width + l] - dot(inBasis[j], solved[l]);
    }
  }
  const { kept, solutions } = sweep(left, width, whole);
  return { slopes: solutions, kept };
}

/** One column made of all: the outcome less what covariates explain, or the treatment. */
export function adjustedColumn({ columns }: Side, which: 0 | 1, fuzzy: boolean, { slopes }: CommonSlopes): Float64Array {
  const first = fuzzy ? 2 : 1;
  if (slopes[which].length === 0) return columns[which];
  const found = columns[which].slice();
  for (let j = 0; j < slopes[which].length; j++) {
    const [slope, values] = [slopes[which][j], columns[first + j]];
    if (slope !== 0) for (let i = 0; i < found.length; i++) found[i] -= slope * values[i];
  }
  return found;
}

/** What an adjusted column has less of where covariates are zero, not where they are on average. */
export function adjustedMean(means: readonly number[], which: 0 | 1, fuzzy: boolean, { slopes }: CommonSlopes): number {
  return slopes[which].reduce((left, slope, j) => left - slope * means[(fuzzy ? 2 : 1) + j], means[which]);
}

function addProducts(into: Float64Array, left: readonly Float64Array[], right: readonly Float64Array[], weights?: Float64Array): void {
  for (const [j, a] of left.entries()) {
    const rows = weights?.length ?? a.length;
    for (const [l, b] of right.entries()) {
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += (weights ? weights[i] : 1) * a[i] * b[i];
      into[j * right.length + l] += sum;
    }
  }
}

/** Gaussian elimination on the rows of [a | b], a symmetric and in the first columns: a variable of which nothing is left is passed over. */
function sweep(matrix: Float64Array, width: number, whole: Float64Array): { readonly kept: readonly number[]; readonly solutions: readonly Float64Array[] } {
  const count = whole.length;
  const a = matrix.slice();
  const kept: number[] = [];
  for (let p = 0; p < count; p++) {
    const pivot = a[p * width + p];
    if (!(pivot > leastOwnShare * whole[p])) continue;
    kept.push(p);
    for (let l = 0; l < width; l++) a[p * width + l] /= pivot;
    for (let j = 0; j < count; j++) {
      if (j === p) continue;
      const factor = a[j * width + p];
      for (let l = 0; l < width; l++) a[j * width + l] -= factor * a[p * width + l];
    }
  }
  const solutions = Array.from({ length: width - count }, (_, b) =>
    Float64Array.from({ length: count }, (_, j) => (kept.includes(j) ? a[j * width + count + b] : 0)),
  );
  return { kept, solutions };
}

function diagonalOf(matrix: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, j) => matrix[j * size + j]);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
