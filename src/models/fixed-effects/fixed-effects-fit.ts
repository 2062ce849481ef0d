import { choleskyFactor, choleskyInverse } from '../../math/cholesky.ts';
import { compensatedTotals, totalOf } from '../../math/compensated-totals.ts';
import { dot } from '../../math/dot.ts';
import { addGram } from '../../math/gram.ts';
import { multiplyVector } from '../../math/matrix.ts';
import { absorber, type NoRows, type NotConverged } from './absorb.ts';
import { type Codes, levelsIn, type Unusable, unusableIn } from './effects.ts';
import { keptOf, singletons } from './singletons.ts';

export interface FixedEffectsModel {
  readonly outcome: Float64Array;
  readonly regressors: readonly Float64Array[];
  /** Codes of one effect or more. */
  readonly effects: readonly Codes[];
  /** Precision weights, above zero. */
  readonly weights?: Float64Array | undefined;
  readonly tolerance?: number | undefined;
  readonly maxIterations?: number | undefined;
}

/** A regressor that is left out: the effects explain it whole, or it repeats earlier ones once they are taken out. */
export type Dropped =
  | { readonly regressor: number; readonly reason: 'absorbed' }
  | { readonly regressor: number; readonly reason: 'collinear'; readonly on: readonly number[] };

/** A regression with effects absorbed. */
export interface FixedEffectsFit {
  /** Of the regressors that were kept, in their order. */
  readonly coefficients: Float64Array;
  readonly regressors: readonly number[];
  readonly dropped: readonly Dropped[];
  /** Inverse Gram matrix of the kept regressors less the effects, k x k row-major. */
  readonly gramInverse: Float64Array;
  /** The kept regressors less the effects, and the residuals, of the rows that were used, scaled by the roots of their weights. */
  readonly columns: readonly Float64Array[];
  readonly residuals: Float64Array;
  readonly residualSumOfSquares: number;
  readonly n: number;
  /** Rows that were alone in a level of an effect and left out, one by one. */
  readonly singletons: { readonly kept: Uint8Array; readonly count: number };
  /** Codes of the rows that were used, and how many levels of each effect they have. */
  readonly effects: readonly Codes[];
  readonly levels: readonly number[];
  readonly iterations: number;
  readonly achieved: number;
}

/** Once the effects are taken out no regressor is left. */
export interface NothingLeft {
  readonly kind: 'nothing-left';
  readonly dropped: readonly Dropped[];
}

export type FitRefusal = Unusable | NoRows | NotConverged | NothingLeft;

/** Squares that effects leave of a regressor are rounding below these shares of its squares about its first value, and about zero. */
const [leastLeft, leastDigits] = [1e-18, 1e-28];

/** A smaller share than this of what earlier regressors leave of one is rounding. */
const leastApart = 1e-10;

/**
 * Least squares with one, two or more effects absorbed.
 *
 * Model   outcome = b'regressors + effects + error, by precision weights where there are any. Rows alone in a level of an effect are left out first: they change no coefficient, but
 *         counting them would make errors too small. Coefficients are refined once by the residuals' products.
 * Shapes  all arrays of one length.
 * Errors  unusable, no-rows, not-converged, nothing-left with the reasons for each regressor.
 * Source  Frisch & Waugh (1933); Correia (2017), reghdfe. Parity: pyfixest feols.
 */
export function fixedEffectsFit({ outcome, regressors, effects, weights, ...limits }: FixedEffectsModel): FixedEffectsFit | FitRefusal {
  const bad = unusableIn({ outcome, columns: regressors, effects, weights });
  if (bad) return bad;
  const alone = singletons(effects);
  const n = outcome.length - alone.count;
  if (n === 0 || effects.length === 0) return { kind: 'no-rows' };
  const own = effects.map((codes) => keptOf(codes, alone));
  const mass = weights && keptOf(weights, alone);
  const block = new Float64Array((regressors.length + 1) * n);
  const all = [...regressors, outcome].map((column, c) => placed(keptOf(column, alone), block.subarray(c * n, (c + 1) * n)));
  const rounding = all.map(roundingOf);
  const taken = absorber(own, mass, limits).takeFrom(all);
  if ('kind' in taken) return taken;
  if (mass) for (const column of all) for (let i = 0; i < n; i++) column[i] *= Math.sqrt(mass[i]);
  const p = all.length;
  const sums = compensatedTotals(p * p);
  addGram({ values: block, stride: n, columns: p }, { values: block, stride: n, columns: p }, n, sums);
  const product = (i: number, j: number): number => totalOf(sums, Math.min(i, j) * p + Math.max(i, j));
  const heaviest = mass ? mass.reduce((most, weight) => Math.max(most, weight), 0) : 1;
  const { kept, dropped } = apart(product, (j) => product(j, j) <= rounding[j] * heaviest, regressors.length);
  if (kept.length === 0) return { kind: 'nothing-left', dropped };
  const gramInverse = inverseOf(kept, product);
  const columns = kept.map((j) => all[j]);
  const residuals = all[p - 1];
  let coefficients = multiplyVector(
    gramInverse,
    Float64Array.from(kept, (j) => product(j, p - 1)),
    kept.length,
  );
  takeFitted(residuals, columns, coefficients);
  const step = multiplyVector(
    gramInverse,
    Float64Array.from(columns, (column) => dot(column, residuals)),
    kept.length,
  );
  takeFitted(residuals, columns, step);
  coefficients = coefficients.map((value, j) => value + step[j]);
  return {
    coefficients,
    regressors: kept,
    dropped,
    gramInverse,
    columns,
    residuals,
    residualSumOfSquares: dot(residuals, residuals),
    n,
    singletons: alone,
    effects: own,
    levels: own.map(levelsIn),
    ...taken,
  };
}

function placed(column: Float64Array, place: Float64Array): Float64Array {
  place.set(column);
  return place;
}

/** Squares that are rounding once effects are taken out. */
function roundingOf(column: Float64Array): number {
  let [about, squares] = [0, 0];
  for (let i = 0; i < column.length; i++) {
    about += (column[i] - column[0]) ** 2;
    squares += column[i] ** 2;
  }
  return leastLeft * about + leastDigits * squares;
}

function takeFitted(residuals: Float64Array, columns: readonly Float64Array[], coefficients: Float64Array): void {
  for (const [j, column] of columns.entries()) {
    const b = coefficients[j];
    for (let i = 0; i < residuals.length; i++) residuals[i] -= b * column[i];
  }
}

/** Regressors in their order, each kept unless it is absorbed or repeats earlier ones: Cholesky's factor of the Gram matrix, scaled to a unit diagonal. */
function apart(
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

function inverseOf(kept: readonly number[], product: (i: number, j: number) => number): Float64Array {
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
