import { choleskyFactor, choleskyInverse } from '../../math/cholesky.ts';
import { multiplyVector, quadraticForm } from '../../math/matrix.ts';
import { logisticShare } from './logit-shares.ts';

/** A logistic regression that has a maximum whatever the rows are, unless their columns are collinear. */
export interface PenalisedLogit {
  readonly coefficients: Float64Array;
  /** Predicted shares, and leverages: they add up to the number of columns. */
  readonly shares: Float64Array;
  readonly leverages: Float64Array;
  /** Inverse of the information of the rows and what is added to them. */
  readonly inverse: Float64Array;
}

const mostSteps = 500;
const longestStep = 5;
const mostHalvings = 30;

/**
 * Logistic regression with Jeffreys' prior: each row counts with half an event and half a non-event more, in parts of its leverage, so that cells
 * without events have estimates and those of few rows no bias of first order.
 *
 * Model     sum over rows of (y - p + h (1/2 - p)) x = 0, with h the leverage p (1 - p) x' I^-1 x; information of the added rows: sum of (1 + h) p (1 - p) x x'.
 * Shapes    the outcome holds 0 and 1; columns of equal length, the constant among them.
 * Errors    undefined where columns are collinear.
 * Source    Firth (1993), Biometrika 80; Heinze & Schemper (2002), Statistics in Medicine 21. Parity: R logistf.
 */
export function penalisedLogit(outcome: Float64Array, columns: readonly Float64Array[]): PenalisedLogit | undefined {
  const k = columns.length;
  let here = stateAt(outcome, columns, new Float64Array(k));
  for (let step = 0; here && step < mostSteps; step++) {
    const { coefficients, score, inverse } = here;
    const move = multiplyVector(inverse, score, k);
    // The square of the step in standard errors: nothing is left to go.
    const left = move.reduce((sum, x, j) => sum + x * score[j], 0);
    if (left < 1e-26) break;
    const factor = Math.min(1, longestStep / Math.max(...move.map(Math.abs)));
    let next: State | undefined;
    for (let halving = 0, size = factor; halving < mostHalvings; halving++, size /= 2) {
      next = stateAt(
        outcome,
        columns,
        coefficients.map((b, j) => b + size * move[j]),
      );
      if (next && next.objective >= here.objective - 1e-12 * Math.abs(here.objective)) break;
    }
    if (!next) return undefined;
    here = next;
  }
  return here;
}

interface State extends PenalisedLogit {
  readonly objective: number;
  readonly score: Float64Array;
}

function stateAt(outcome: Float64Array, columns: readonly Float64Array[], coefficients: Float64Array): State | undefined {
  const k = columns.length;
  const n = outcome.length;
  const [shares, curvatures] = [new Float64Array(n), new Float64Array(n)];
  let objective = 0;
  for (let i = 0; i < n; i++) {
    let x = 0;
    for (let j = 0; j < k; j++) x += coefficients[j] * columns[j][i];
    shares[i] = logisticShare(x);
    curvatures[i] = shares[i] * logisticShare(-x);
    objective += Math.log(Math.max(Number.MIN_VALUE, logisticShare(outcome[i] === 1 ? x : -x)));
  }
  const factor = choleskyFactor(weightedGram(columns, curvatures), k);
  if (!factor) return undefined;
  for (let j = 0; j < k; j++) objective += Math.log(factor[j * k + j]);
  const information = choleskyInverse(factor, k);
  const row = new Float64Array(k);
  const [leverages, score] = [new Float64Array(n), new Float64Array(k)];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < k; j++) row[j] = columns[j][i];
    leverages[i] = curvatures[i] * quadraticForm(information, row);
    const residual = outcome[i] - shares[i] + leverages[i] * (0.5 - shares[i]);
    for (let j = 0; j < k; j++) score[j] += residual * row[j];
  }
  const whole = choleskyFactor(
    weightedGram(
      columns,
      curvatures.map((w, i) => w * (1 + leverages[i])),
    ),
    k,
  );
  return whole && { coefficients, shares, leverages, inverse: choleskyInverse(whole, k), objective, score };
}

/** Sum over rows of w x x', k x k row-major. */
export function weightedGram(columns: readonly Float64Array[], weights: Float64Array): Float64Array {
  const k = columns.length;
  const gram = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      const [left, right] = [columns[a], columns[b]];
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i] * left[i] * right[i];
      gram[a * k + b] = sum;
      gram[b * k + a] = sum;
    }
  }
  return gram;
}
