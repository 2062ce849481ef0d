import { dot } from '../../math/dot.ts';
import { logit } from '../../models/logistic/link.ts';
import { type BinaryRefusal, logisticRegression, weightedLogit } from '../../models/logistic/logistic-regression.ts';
import { ridgeLogit } from '../../models/logistic/ridge-logit.ts';
import { leastSquares } from '../../moments/least-squares.ts';
import type { Moments } from '../../moments/moments.ts';
import { momentsOf } from '../../moments/moments-of.ts';
import { type ObservedUnits, unitsAt, valuesAt } from './observed-units.ts';

/** Least squares, or of an outcome of 0 and 1 the logistic regression; with a ridge either's slopes are held near zero. */
export type OutcomeModel = UnpenalisedModel | { readonly model: UnpenalisedModel; readonly ridge: number };
export type UnpenalisedModel = 'linear' | 'logistic';

/** The regression of an outcome on covariates among some units of an arm. */
export interface OutcomeFit {
  readonly model: UnpenalisedModel;
  /** The constant first. */
  readonly coefficients: Float64Array;
  /** Of the information of the units it was fitted to, k x k. */
  readonly inverse: Float64Array;
  /** Of each coefficient's square, halved, beside half the sum of squares or the log likelihood; absent without a ridge. */
  readonly penalties?: Float64Array;
}

/** Covariates that tell nothing of their own among these units, that tell the outcome for certain, or are too many for them. */
export interface NoFit {
  readonly kind: 'no-fit';
  /** Absent of a regression among the units of both. */
  readonly arm?: 0 | 1;
  readonly why: 'too-few' | 'collinear' | 'certain';
  readonly columns: readonly string[];
  readonly units: number;
}

const outcomeName = 'estimand:outcome';

/**
 * The regression among the units at some places.
 *
 * Shapes   weights one a unit of all, positive at the places.
 */
export function fitOutcome(
  outcome: Float64Array,
  units: ObservedUnits,
  places: Int32Array,
  arm: 0 | 1 | undefined,
  asked: OutcomeModel,
  weights?: Float64Array,
): OutcomeFit | NoFit {
  const { names, columns } = units;
  const { model, ridge } = typeof asked === 'string' ? { model: asked, ridge: 0 } : asked;
  const refused = refusedOf(arm, places.length);
  if (places.length < columns.length + 2) return refused('too-few', []);
  const coefficients = model === 'logistic' ? logisticCoefficients(outcome, units, places, ridge, weights) : undefined;
  if (coefficients && 'kind' in coefficients)
    return refused(
      coefficients.kind === 'collinear' ? 'collinear' : 'certain',
      'columns' in coefficients ? coefficients.columns : 'column' in coefficients ? [coefficients.column] : [],
    );
  const information = coefficients ? curvatures(coefficients, columns, places, weights) : weights;
  const moments = outcomeMoments(outcome, units, places, information);
  if (names.length === 0) return { model, coefficients: coefficients ?? moments.mean, inverse: Float64Array.of(1 / moments.weight) };
  const penalties = ridge === 0 ? undefined : penaltiesOf(columns, places, ridge);
  const found = leastSquares(penalties ? withPenalties(moments, penalties) : moments, outcomeName, names);
  if ('kind' in found) return refused('collinear', found.columns);
  return { model, coefficients: coefficients ?? found.coefficients, inverse: found.gramInverse, ...(penalties && { penalties }) };
}

const refusedOf =
  (arm: 0 | 1 | undefined, units: number) =>
  (why: NoFit['why'], columns: readonly string[]): NoFit => ({ kind: 'no-fit', ...(arm !== undefined && { arm }), why, columns, units });

/** Of covariates and outcome among the units at some places: those of parts, merged, are those of all. */
export function outcomeMoments(outcome: Float64Array, { names, columns }: ObservedUnits, places: Int32Array, weights?: Float64Array): Moments {
  const named = { ...Object.fromEntries(names.map((name, j) => [name, columns[j]])), [outcomeName]: outcome };
  return momentsOf(named, weights && { values: weights, kind: 'precision' }, places);
}

/** Least squares from the moments alone: the coefficients, the constant first. */
export function linearCoefficients(moments: Moments, arm: 0 | 1): Pick<OutcomeFit, 'model' | 'coefficients'> | NoFit {
  const names = moments.columns.filter((name) => name !== outcomeName);
  if (moments.n < names.length + 2) return refusedOf(arm, moments.n)('too-few', []);
  if (names.length === 0) return { model: 'linear', coefficients: moments.mean };
  const found = leastSquares(moments, outcomeName, names);
  return 'kind' in found ? refusedOf(arm, moments.n)('collinear', found.columns) : { model: 'linear', coefficients: found.coefficients };
}

/** A ridge holds the slopes of columns with deviation one among the units; the constant is free. */
function penaltiesOf(columns: readonly Float64Array[], places: Int32Array, ridge: number): Float64Array {
  const variances = columns.map((column) => {
    let [mean, squares] = [0, 0];
    for (const i of places) mean += column[i] / places.length;
    for (const i of places) squares += (column[i] - mean) ** 2;
    return squares / places.length;
  });
  return Float64Array.of(0, ...variances.map((variance) => ridge * variance));
}

/** Least squares of these minimise the sum of squares with the penalties of the slopes: the outcome comes last. */
function withPenalties(moments: Moments, penalties: Float64Array): Moments {
  const p = moments.columns.length;
  const comoment = moments.comoment.slice();
  for (let j = 1; j < penalties.length; j++) comoment[(j - 1) * (p + 1)] += penalties[j];
  return { ...moments, comoment };
}

function logisticCoefficients(
  outcome: Float64Array,
  units: ObservedUnits,
  places: Int32Array,
  ridge: number,
  weights: Float64Array | undefined,
): Float64Array | BinaryRefusal {
  const { names, columns } = unitsAt(units, places);
  const data = { outcome: valuesAt(outcome, places), terms: columns.map((values, j) => ({ kind: 'numeric', name: names[j], values }) as const) };
  if (!weights) {
    const found = ridge > 0 ? ridgeLogit(data, ridge) : logisticRegression(data);
    return 'kind' in found ? found : found.coefficients;
  }
  const own = valuesAt(weights, places);
  const mean = own.reduce((sum, weight) => sum + weight, 0) / own.length;
  return weightedLogit(
    data,
    own.map((weight) => weight / mean),
  );
}

/** How much each unit tells of the coefficients: its weight times the variance of a 0 or 1 of its chance. */
function curvatures(coefficients: Float64Array, columns: readonly Float64Array[], places: Int32Array, weights: Float64Array | undefined): Float64Array {
  const found = new Float64Array(columns[0]?.length ?? Math.max(...places) + 1);
  for (const i of places) found[i] = (weights ? weights[i] : 1) * logit.density(predictorAt(coefficients, columns, i));
  return found;
}

function predictorAt(coefficients: Float64Array, columns: readonly Float64Array[], i: number): number {
  let predictor = coefficients[0];
  for (let j = 0; j < columns.length; j++) predictor += coefficients[j + 1] * columns[j][i];
  return predictor;
}

/** What the regression says of every unit, and how that moves with the unit's linear predictor. */
export interface Predicted {
  readonly values: Float64Array;
  readonly slopes: Float64Array;
}

export function predictedBy({ model, coefficients }: Pick<OutcomeFit, 'model' | 'coefficients'>, columns: readonly Float64Array[], n: number): Predicted {
  const [values, slopes] = [new Float64Array(n).fill(coefficients[0]), new Float64Array(n).fill(1)];
  for (let j = 0; j < columns.length; j++) {
    const [slope, column] = [coefficients[j + 1], columns[j]];
    for (let i = 0; i < n; i++) values[i] += slope * column[i];
  }
  if (model === 'linear') return { values, slopes };
  for (let i = 0; i < n; i++) {
    slopes[i] = logit.density(values[i]);
    values[i] = logit.share(values[i]);
  }
  return { values, slopes };
}

/** x' matrix x of units at some places, zero of the others; x is a constant and the columns. */
export function quadraticAt(matrix: Float64Array, columns: readonly Float64Array[], places: Int32Array, n: number): Float64Array {
  const k = columns.length + 1;
  const found = new Float64Array(n);
  const x = new Float64Array(k).fill(1);
  for (const i of places) {
    for (let j = 1; j < k; j++) x[j] = columns[j - 1][i];
    let sum = 0;
    for (let a = 0; a < k; a++) sum += x[a] * dot(matrix, x, k, a * k);
    found[i] = sum;
  }
  return found;
}

/** The places of the units of an arm. */
export function placesOf(treated: Uint8Array, arm: 0 | 1): Int32Array {
  let count = 0;
  for (const t of treated) if (t === arm) count++;
  const places = new Int32Array(count);
  let at = 0;
  for (let i = 0; i < treated.length; i++) if (treated[i] === arm) places[at++] = i;
  return places;
}
