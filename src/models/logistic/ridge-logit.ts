import { choleskyFactor, choleskyInverse } from '../../math/cholesky.ts';
import { multiplyVector } from '../../math/matrix.ts';
import type { BinaryRows } from './binary-rows.ts';
import { type BinaryData, type BinaryRefusal, badTermIn, binaryRows } from './logistic-regression.ts';
import { logisticShare } from './logit-shares.ts';

/** A logistic regression whose slopes are held near zero. */
export interface RidgeLogit {
  readonly link: 'logit';
  /** The constant first. */
  readonly coefficients: Float64Array;
  /** Inverse of the information with the penalty in it, k x k row-major. */
  readonly covariance: Float64Array;
  /** Of each coefficient's square, halved: zero of the constant. */
  readonly penalties: Float64Array;
  readonly iterations: number;
}

const mostSteps = 200;
const mostHalvings = 40;
/** The square of a step in standard errors, from which on nothing is left to go. */
const near = 1e-22;

/**
 * Logistic regression with a ridge penalty: it has a maximum even where columns are collinear or together tell the outcome for certain.
 *
 * Model     the log likelihood less ridge / 2 times the sum of squared slopes, of columns with mean zero and deviation one (divided by n); the constant is free.
 * Shapes    as `logisticRegression`; ridge above zero.
 * Errors    refusals that name the column, as there: not-binary, not-finite, constant-outcome, too-few-rows, perfect-predictor, no-convergence.
 * Source    le Cessie & van Houwelingen (1992), Applied Statistics 41. Parity: sklearn LogisticRegression with C = 1 / ridge.
 */
export function ridgeLogit(data: BinaryData, ridge: number): RidgeLogit | BinaryRefusal {
  const rows = binaryRows(data);
  if ('kind' in rows) return rows;
  const penalties = penaltiesOf(rows, ridge);
  let here = stateAt(rows, penalties, startOf(rows));
  for (let iterations = 1; here && iterations <= mostSteps; iterations++) {
    const { coefficients, score, inverse, objective }: State = here;
    const move = multiplyVector(inverse, score, score.length);
    if (move.reduce((sum, step, j) => sum + step * score[j], 0) < near) return { link: 'logit', coefficients, covariance: inverse, penalties, iterations };
    let next: State | undefined;
    for (let halving = 0, size = 1; halving < mostHalvings; halving++, size /= 2) {
      next = stateAt(
        rows,
        penalties,
        coefficients.map((b, j) => b + size * move[j]),
      );
      if (next && next.objective >= objective - 1e-12 * Math.abs(objective)) break;
    }
    here = next;
  }
  return badTermIn(data.terms) ?? { kind: 'no-convergence', iterations: mostSteps, distance: Number.NaN };
}

function penaltiesOf({ outcome: { length: n }, columns }: BinaryRows, ridge: number): Float64Array {
  const variances = columns.map((column) => {
    const mean = column.reduce((sum, x) => sum + x, 0) / n;
    return column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n;
  });
  return Float64Array.of(0, ...variances.map((variance) => ridge * variance));
}

/** The share of ones, and no slopes. */
function startOf({ outcome, columns }: BinaryRows): Float64Array {
  const share = outcome.reduce((sum, y) => sum + y, 0) / outcome.length;
  return Float64Array.of(Math.log(share / (1 - share)), ...columns.map(() => 0));
}

interface State {
  readonly coefficients: Float64Array;
  readonly objective: number;
  readonly score: Float64Array;
  readonly inverse: Float64Array;
}

function stateAt({ outcome, columns }: BinaryRows, penalties: Float64Array, coefficients: Float64Array): State | undefined {
  const k = penalties.length;
  const row = new Float64Array(k).fill(1);
  const [score, information] = [new Float64Array(k), new Float64Array(k * k)];
  let objective = 0;
  for (let i = 0; i < outcome.length; i++) {
    let x = coefficients[0];
    for (let j = 1; j < k; j++) {
      row[j] = columns[j - 1][i];
      x += coefficients[j] * row[j];
    }
    const share = logisticShare(x);
    const curvature = share * logisticShare(-x);
    const residual = outcome[i] - share;
    objective += Math.log(Math.max(Number.MIN_VALUE, logisticShare(outcome[i] === 1 ? x : -x)));
    for (let a = 0; a < k; a++) {
      score[a] += residual * row[a];
      const weighted = curvature * row[a];
      for (let b = 0; b <= a; b++) information[a * k + b] += weighted * row[b];
    }
  }
  for (let a = 0; a < k; a++) {
    objective -= (penalties[a] / 2) * coefficients[a] ** 2;
    score[a] -= penalties[a] * coefficients[a];
    information[a * (k + 1)] += penalties[a];
    for (let b = 0; b < a; b++) information[b * k + a] = information[a * k + b];
  }
  const factor = choleskyFactor(information, k);
  return factor && Number.isFinite(objective) ? { coefficients, objective, score, inverse: choleskyInverse(factor, k) } : undefined;
}
