import { multiplyVector } from '../../../../math/matrix.ts';
import { type ArmFit, type ArmGradient, fittedGradient, type MediatedRows, noGradient, spreadOf } from './arm-fits.ts';
import { closeNodes, type Expected, expectedOutcome, type ModelKinds } from './expected-outcome.ts';
import type { RowRegression } from './row-regressions.ts';

/** Fits of control and of a treated arm. */
export type Pair = readonly [control: ArmFit, treated: ArmFit];

/** Means of the outcome as made in one arm with mediators as drawn in one: cell 2 a + b has outcomes of arm a and mediators of arm b, 0 control and 1 treated. */
const cells = 4;

export interface CellMeans {
  readonly values: Float64Array;
  /** Of each cell, by the parameters of control and of the treated arm. */
  readonly gradients: readonly (readonly [ArmGradient, ArmGradient])[];
  /** Covariances, cells x cells: what the rows of each arm add, in the order of the arms, and of that what comes of who is in the sample. */
  readonly byArm: readonly Float64Array[];
  readonly sampling: Float64Array;
}

/**
 * Means over all rows, with the stacked sandwich of both regressions of both arms and of who is in the sample.
 *
 * Model     a row adds to the error of a mean its residuals times inverse information times derivative, and what it has beyond the mean over n; with clusters these are
 *           added up by cluster, centred within arms, times G / (G - 1). What Jeffreys' prior adds to rows errs by itself.
 * Source    Stefanski & Boos (2002), American Statistician 56.
 */
export function cellMeans(data: MediatedRows, kinds: ModelKinds, pair: Pair, places: readonly [number, number], arms: number): CellMeans {
  const n = data.arms.length;
  const k = data.covariates.length;
  const gradients = Array.from({ length: cells }, () => [noGradient(k), noGradient(k)] as const);
  const own = Array.from({ length: cells }, () => new Float64Array(n));
  const values = new Float64Array(cells);
  const expected: Expected = [0, 0, 0, 0, 0];
  const row = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < k; j++) row[j] = data.covariates[j][i];
    for (let c = 0; c < cells; c++) {
      expectedAt(expected, kinds, pair, c, row);
      own[c][i] = expected[0];
      values[c] += expected[0] / n;
      addGradient(gradients[c], c, expected, row, 1 / n);
    }
  }
  const influences = own.map((of, c) => of.map((value) => (value - values[c]) / n));
  const sampling = products(influences);
  const added = places.map(() => new Float64Array(cells * cells));
  for (const [role, fit] of pair.entries()) {
    for (const [regression, gradientOf] of [
      [fit.mediator, (g: ArmGradient) => g.mediator],
      [fit.outcome, (g: ArmGradient) => fittedGradient(fit, g)],
    ] as const) {
      const along = gradients.map((g) => alongOf(regression, gradientOf(g[role])));
      for (const [c, x] of along.entries()) for (let i = 0; i < x.length; i++) influences[c][fit.rows[i]] += regression.residuals[i] * x[i];
      if (regression.added) addProducts(added[role], along, regression.added);
    }
    const spread = spreadOf(fit.mediator);
    if (spread)
      for (const [c, g] of gradients.entries()) for (const [i, at] of fit.rows.entries()) influences[c][at] += spread.spreadShares[i] * g[role].logSpread;
  }
  const byArm = Array.from({ length: arms }, (_, arm) => {
    const covariance = productsIn(data, influences, arm);
    const role = places.indexOf(arm);
    return role < 0 ? covariance : covariance.map((x, e) => x + added[role][e]);
  });
  return { values, gradients, byArm, sampling };
}

/** The mean outcome of a unit with these covariates in a cell. */
export function expectedAt(
  into: Expected,
  kinds: ModelKinds,
  pair: readonly Pick<ArmFit, 'parameters'>[],
  cell: number,
  row: Float64Array,
  nodes = closeNodes,
): void {
  const outcome = pair[cell >> 1].parameters.outcome;
  const { mediator, logSpread } = pair[cell & 1].parameters;
  let [m, y] = [mediator[0], outcome[0]];
  for (let j = 0; j < row.length; j++) {
    m += mediator[1 + j] * row[j];
    y += outcome[2 + j] * row[j];
  }
  expectedOutcome(into, kinds, nodes, m, logSpread, y, outcome[1]);
}

/** Adds the derivatives of one unit's mean to those of its cell. */
export function addGradient(
  to: readonly [ArmGradient, ArmGradient],
  cell: number,
  [, byOutcome, bySlope, byMediator, bySpread]: Expected,
  row: Float64Array,
  factor: number,
): void {
  const { outcome } = to[cell >> 1];
  const other = to[cell & 1];
  outcome[0] += factor * byOutcome;
  outcome[1] += factor * bySlope;
  other.mediator[0] += factor * byMediator;
  other.logSpread += factor * bySpread;
  for (let j = 0; j < row.length; j++) {
    outcome[2 + j] += factor * byOutcome * row[j];
    other.mediator[1 + j] += factor * byMediator * row[j];
  }
}

/** Of each row of a regression its columns times the inverse times a gradient. */
function alongOf({ columns, inverse }: RowRegression, gradient: Float64Array): Float64Array {
  const direction = multiplyVector(inverse, gradient, columns.length);
  return columns[0].map((_, i) => columns.reduce((sum, x, j) => sum + direction[j] * x[i], 0));
}

const products = (columns: readonly Float64Array[]): Float64Array => {
  const sums = new Float64Array(columns.length ** 2);
  addProducts(sums, columns);
  return sums;
};

function addProducts(to: Float64Array, columns: readonly Float64Array[], weights?: Float64Array): void {
  const k = columns.length;
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      let sum = 0;
      for (let i = 0; i < columns[a].length; i++) sum += (weights ? weights[i] : 1) * columns[a][i] * columns[b][i];
      to[a * k + b] += sum;
    }
  }
}

/** Sums of products over the rows of an arm, or over its clusters, about their mean there. */
export function productsIn({ arms, clusters }: MediatedRows, columns: readonly Float64Array[], arm: number): Float64Array {
  const rows = Int32Array.from(arms.keys()).filter((i) => arms[i] === arm);
  if (!clusters) return products(columns.map((x) => Float64Array.from(rows, (i) => x[i])));
  const places = new Map<number, number>();
  for (const i of rows) if (!places.has(clusters[i])) places.set(clusters[i], places.size);
  const groups = places.size;
  const sums = columns.map((x) => {
    const own = new Float64Array(groups);
    for (const i of rows) own[places.get(clusters[i])!] += x[i];
    const mean = own.reduce((sum, value) => sum + value, 0) / groups;
    return own.map((value) => value - mean);
  });
  return products(sums).map((x) => (x * groups) / (groups - 1));
}
