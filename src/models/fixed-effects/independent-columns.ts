import { choleskyFactor, choleskyInverse } from '../../math/cholesky.ts';

/** A regressor that is left out: the effects explain it whole, or it repeats earlier ones once they are taken out. */
export type Dropped =
  | { readonly regressor: number; readonly reason: 'absorbed' }
  | { readonly regressor: number; readonly reason: 'collinear'; readonly on: readonly number[] };

/** Squares that effects leave of a regressor are rounding below these shares of its squares about its first value, and about zero. */
const [leastLeft, leastDigits] = [1e-18, 1e-28];

/** A smaller share than this of what earlier regressors leave of one is rounding. */
const leastApart = 1e-10;

/** Squares that are rounding once effects are taken out. */
export function roundingOf(column: Float64Array): number {
  let [about, squares] = [0, 0];
  for (let i = 0; i < column.length; i++) {
    about += (column[i] - column[0]) ** 2;
    squares += column[i] ** 2;
  }
  return leastLeft * about + leastDigits * squares;
}

/** Regressors in their order, each kept unless it is absorbed or repeats earlier ones: Cholesky's factor of the Gram matrix, scaled to a unit diagonal. */
export function apart(
  product: (i: number, j: number) => number,
  absorbed: (j: number) => boolean,
  count: number,
): { readonly kept: readonly number[]; readonly dropped: readonly Dropped[] } {
  const kept: number[] = [];
  const rows: number[][] = [];
  const dropped: Dropped[] = [];
  for (let j = 0; j < count; j++) {
    if (absorbed(j)) {
      dropped.push({ regressor: j, reason: 'absorbed' });
      continue;
    }
    const scale = (i: number): number => Math.sqrt(product(i, i));
    const row: number[] = [];
    let left = 1;
    for (const [m, i] of kept.entries()) {
      let entry = product(i, j) / scale(i) / scale(j);
      for (let l = 0; l < m; l++) entry -= row[l] * rows[m][l];
      row.push(entry / rows[m][m]);
      left -= row[m] ** 2;
    }
    if (left <= leastApart) dropped.push({ regressor: j, reason: 'collinear', on: supportOf(row, rows, kept) });
    else {
      kept.push(j);
      rows.push([...row, Math.sqrt(left)]);
    }
  }
  return { kept, dropped };
}

/** The kept regressors that a repeated one is a sum of. */
function supportOf(row: readonly number[], rows: readonly (readonly number[])[], kept: readonly number[]): readonly number[] {
  const share = [...row];
  for (let m = kept.length - 1; m >= 0; m--) {
    for (let l = m + 1; l < kept.length; l++) share[m] -= rows[l][m] * share[l];
    share[m] /= rows[m][m];
  }
  return kept.filter((_, m) => Math.abs(share[m]) > 1e-5);
}

export function inverseOf(kept: readonly number[], product: (i: number, j: number) => number): Float64Array {
  const k = kept.length;
  const scale = kept.map((j) => 1 / Math.sqrt(product(j, j)));
  const matrix = Float64Array.from({ length: k * k }, (_, e) => {
    const [a, b] = [Math.floor(e / k), e % k];
    return product(kept[a], kept[b]) * scale[a] * scale[b];
  });
  // Every pivot was above `leastApart`.
  const inverse = choleskyInverse(choleskyFactor(matrix, k)!, k);
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) inverse[a * k + b] *= scale[a] * scale[b];
  return inverse;
}
