import { addTo, compensatedTotals, totalOf } from '../../math/compensated-totals.ts';
import { addGram } from '../../math/gram.ts';
import { blockRows, inWorkspace, type Workspace } from '../../math/simd/workspace.ts';
import { fromShifted } from '../../moments/from-shifted.ts';
import type { Moments } from '../../moments/moments.ts';
import { addMultiples, dotsInto, sumOf, weighInto } from './block-loops.ts';
import { type Link, leastCurvature } from './link.ts';
import { WORKING } from './maximise.ts';

/** Rows of a regression of a binary outcome, as columns without the constant term. */
export interface BinaryRows {
  /** 0 or 1. */
  readonly outcome: Float64Array;
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly intercept: boolean;
  /** How much each row counts, such as one over the chance that it was drawn; about one on average, since standard errors are those of so many rows. */
  readonly weights?: Float64Array;
}

/** Every `stride`-th block of rows; all of them with 1. */
export function* blocksOf(rows: number, stride = 1): Generator<{ readonly from: number; readonly size: number }> {
  for (let from = 0; from < rows; from += blockRows * stride) yield { from, size: Math.min(blockRows, rows - from) };
}

/** A constant near the mean of each column. */
export function centresOf({ columns, intercept }: BinaryRows): Float64Array {
  if (!intercept) return new Float64Array(columns.length);
  return Float64Array.from(columns, (column) => {
    const looked = Math.min(column.length, 4096);
    let sum = 0;
    for (let i = 0; i < looked; i++) sum += column[i];
    return looked > 0 ? sum / looked : 0;
  });
}

/** Fills the predictors of a block. */
export function predictorsInto(predictor: Float64Array, { columns, intercept }: BinaryRows, coefficients: Float64Array, from: number, size: number): void {
  predictor.fill(intercept ? coefficients[0] : 0, 0, size);
  addMultiples(predictor, columns, coefficients, intercept ? 1 : 0, from, size);
}

/** The rows at some coefficients. */
export interface WorkingRows {
  readonly logLikelihood: number;
  /** What `maximise` asks for: of the columns and the working residual, weighted by curvature and the weight of the row. */
  readonly moments: Moments;
}

export function workingMoments(rows: BinaryRows, link: Link, coefficients: Float64Array, centres: Float64Array, stride = 1): WorkingRows {
  // Whole tiles of four are summed much faster: the rest is columns of zeros.
  const padded = 4 * Math.ceil((rows.columns.length + 1) / 4);
  return inWorkspace(padded, (room) => workingMomentsIn(room, rows, link, coefficients, centres, stride));
}

function workingMomentsIn(
  { plain, heavy, vectors }: Workspace,
  rows: BinaryRows,
  link: Link,
  coefficients: Float64Array,
  centres: Float64Array,
  stride: number,
): WorkingRows {
  const { columns, outcome } = rows;
  const [predictor, observed, first, curvature] = vectors;
  const p = columns.length + 1;
  const padded = plain.columns;
  const dots = new Float64Array(columns.length);
  const products = compensatedTotals(padded * padded);
  const sums = compensatedTotals(p);
  const weights = compensatedTotals(2);
  const likelihood = compensatedTotals(1);
  let n = 0;
  for (const { from, size } of blocksOf(outcome.length, stride)) {
    predictorsInto(predictor, rows, coefficients, from, size);
    observed.set(outcome.subarray(from, from + size));
    addTo(likelihood, 0, likelihoodIn(rows, link, from, size, predictor, observed, first, curvature));
    weighInto({ plain, heavy, sums: dots }, columns, centres, curvature, from, size);
    for (let j = 0; j < columns.length; j++) addTo(sums, j, dots[j]);
    const last = columns.length * blockRows;
    let [total, weight, squares] = [0, 0, 0];
    for (let r = 0; r < size; r++) {
      plain.values[last + r] = first[r] / curvature[r];
      heavy.values[last + r] = first[r];
      total += first[r];
      weight += curvature[r];
      squares += curvature[r] * curvature[r];
    }
    addTo(sums, columns.length, total);
    addTo(weights, 0, weight);
    addTo(weights, 1, squares);
    addGram(plain, heavy, size, products);
    n += size;
  }
  const product = Float64Array.from({ length: p * p }, (_, e) => totalOf(products, Math.floor(e / p) * padded + (e % p)));
  const shifts = [...centres, 0];
  const summed = Float64Array.from({ length: p }, (_, j) => totalOf(sums, j));
  const moments = fromShifted([...rows.names, WORKING], shifts, n, totalOf(weights, 0), totalOf(weights, 1), summed, product);
  return { logLikelihood: totalOf(likelihood, 0), moments };
}

/** As `link.likelihood` of a block, each row counted with its weight. */
function likelihoodIn(
  { weights }: BinaryRows,
  link: Link,
  from: number,
  size: number,
  predictor: Float64Array,
  observed: Float64Array,
  first: Float64Array,
  curvature: Float64Array,
): number {
  const likelihood = link.likelihood(predictor, observed, size, first, curvature);
  if (!weights) return likelihood;
  let sum = 0;
  for (let r = 0; r < size; r++) {
    const weight = weights[from + r];
    first[r] *= weight;
    curvature[r] = Math.max(leastCurvature, weight * curvature[r]);
    sum += weight * Math.log(Math.max(Number.MIN_VALUE, link.share((2 * observed[r] - 1) * predictor[r])));
  }
  return sum;
}

/** Derivative of the log likelihood at some coefficients: a pass without products of columns. */
export function scoreAt(rows: BinaryRows, link: Link, coefficients: Float64Array): Float64Array {
  const { columns, outcome, intercept } = rows;
  const sums = compensatedTotals(coefficients.length);
  const dots = new Float64Array(coefficients.length);
  inWorkspace(0, ({ vectors: [predictor, observed, first, curvature] }) => {
    for (const { from, size } of blocksOf(outcome.length)) {
      predictorsInto(predictor, rows, coefficients, from, size);
      observed.set(outcome.subarray(from, from + size));
      likelihoodIn(rows, link, from, size, predictor, observed, first, curvature);
      if (intercept) dots[0] = sumOf(first, size);
      dotsInto(dots, intercept ? 1 : 0, columns, first, from, size);
      for (let j = 0; j < dots.length; j++) addTo(sums, j, dots[j]);
    }
  });
  return Float64Array.from(coefficients, (_, j) => totalOf(sums, j));
}
