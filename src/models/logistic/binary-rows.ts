import { addTo, compensatedTotals, totalOf } from '../../math/compensated-totals.ts';
import { addGram } from '../../math/gram.ts';
import { inVectors, type Vectors } from '../../math/simd/vectors.ts';
import { blockRows } from '../../math/simd/workspace.ts';
import { fromShifted } from '../../moments/from-shifted.ts';
import type { Moments } from '../../moments/moments.ts';
import { addMultiples } from './block-loops.ts';
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
  const { columns, outcome } = rows;
  const p = columns.length + 1;
  // Whole tiles of four are summed much faster: the rest is columns of zeros.
  const padded = 4 * Math.ceil(p / 4);
  const [plain, heavy, last] = [0, padded, columns.length];
  const [predictor, observed, first, curvature, count] = Array.from({ length: 5 }, (_, i) => 2 * padded + i);
  const products = compensatedTotals(padded * padded);
  const sums = compensatedTotals(p);
  const weights = compensatedTotals(2);
  const likelihood = compensatedTotals(1);
  const squares = new Float64Array(1);
  let n = 0;
  inVectors(count, (vectors) => {
    const [left, right] = [vectors.block(plain, padded), vectors.block(heavy, padded)];
    for (const { from, size } of blocksOf(outcome.length, stride)) {
      vectors.begin(size);
      loadRows(vectors, rows, coefficients, from, { plain, predictor, observed });
      addTo(likelihood, 0, likelihoodIn(rows, link, from, size, vectors, { predictor, observed, first, curvature }));
      for (let j = 0; j < columns.length; j++) addTo(sums, j, vectors.weigh(heavy + j, plain + j, centres[j], curvature));
      vectors.divide(plain + last, first, curvature);
      addTo(sums, last, vectors.weigh(heavy + last, plain + last, 0, curvature));
      // Twice the same operations as of the columns: the predictor is not needed any more.
      vectors.fill(predictor, 1);
      addTo(weights, 0, vectors.weigh(observed, predictor, 0, curvature));
      vectors.products(squares, curvature, curvature, 1);
      addTo(weights, 1, squares[0]);
      addGram(left, right, size, products);
      n += size;
    }
  });
  const product = Float64Array.from({ length: p * p }, (_, e) => totalOf(products, Math.floor(e / p) * padded + (e % p)));
  const shifts = [...centres, 0];
  const summed = Float64Array.from({ length: p }, (_, j) => totalOf(sums, j));
  const moments = fromShifted([...rows.names, WORKING], shifts, n, totalOf(weights, 0), totalOf(weights, 1), summed, product);
  return { logLikelihood: totalOf(likelihood, 0), moments };
}

/** The columns of a block, its outcomes and its predictors. */
function loadRows(
  vectors: Vectors,
  { columns, outcome, intercept }: BinaryRows,
  coefficients: Float64Array,
  from: number,
  at: { readonly plain: number; readonly predictor: number; readonly observed: number },
): void {
  for (let j = 0; j < columns.length; j++) vectors.load(at.plain + j, columns[j], from);
  vectors.load(at.observed, outcome, from);
  vectors.fill(at.predictor, intercept ? coefficients[0] : 0);
  vectors.combine(at.predictor, at.plain, columns.length, coefficients, intercept ? 1 : 0);
}

/** As `link.likelihood` of a block, each row counted with its weight. */
function likelihoodIn(
  { weights }: BinaryRows,
  link: Link,
  from: number,
  size: number,
  vectors: Vectors,
  at: { readonly predictor: number; readonly observed: number; readonly first: number; readonly curvature: number },
): number {
  const [predictor, observed, first, curvature] = [vectors.of(at.predictor), vectors.of(at.observed), vectors.of(at.first), vectors.of(at.curvature)];
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
  const dots = new Float64Array(columns.length + 1);
  // The constant behind the other columns.
  const [plain, constant] = [0, columns.length];
  const [predictor, observed, first, curvature, count] = Array.from({ length: 5 }, (_, i) => columns.length + 1 + i);
  inVectors(count, (vectors) => {
    for (const { from, size } of blocksOf(outcome.length)) {
      vectors.begin(size);
      loadRows(vectors, rows, coefficients, from, { plain, predictor, observed });
      vectors.fill(constant, 1);
      likelihoodIn(rows, link, from, size, vectors, { predictor, observed, first, curvature });
      vectors.products(dots, first, plain, columns.length + 1);
      if (intercept) addTo(sums, 0, dots[columns.length]);
      for (let j = 0; j < columns.length; j++) addTo(sums, j + (intercept ? 1 : 0), dots[j]);
    }
  });
  return Float64Array.from(coefficients, (_, j) => totalOf(sums, j));
}
