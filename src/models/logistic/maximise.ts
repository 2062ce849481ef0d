import { dot } from '../../math/dot.ts';
import { type Collinear, leastSquares } from '../../moments/least-squares.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';

/** What the working residual is called among the columns of the moments. No column of data is called so. */
export const WORKING = 'estimand:working residual';

/** The coefficients at which the likelihood is highest, the constant term first when there is one. */
export interface Maximum {
  readonly kind: 'maximum';
  readonly coefficients: Float64Array;
  /** Inverse of the information, k x k row-major. */
  readonly inverse: Float64Array;
  readonly condition: number;
  readonly iterations: number;
}

/** The likelihood rises for ever along a direction: some rows are predicted with certainty. */
export interface Diverging {
  readonly kind: 'diverging';
  /** Coefficients by which the predictor still moved in the last step. */
  readonly direction: Float64Array;
  /** The regressors that carry it. */
  readonly columns: readonly string[];
  readonly iterations: number;
}

export interface NotConverged {
  readonly kind: 'no-convergence';
  readonly iterations: number;
  /** Distance of the next step, in standard errors. */
  readonly distance: number;
}

export type Maximised = Maximum | Diverging | NotConverged | Collinear;

export interface Maximising {
  readonly regressors: readonly string[];
  readonly start: Float64Array;
  readonly intercept?: boolean;
  /** How far the predictor of any row may still move in the last step: the relative error that is left in the information. */
  readonly reach?: number;
}

const mostIterations = 100;
/** Error of the coefficients that is left, in standard errors. */
const tolerance = 1e-10;
/** Rows are seldom further from the mean than so many standard deviations. */
const farthest = 6;
/** A step that moves predictors by this much, and the coefficients by less than this many standard errors, follows a flat direction. */
const flat = { move: 0.01, distance: 1e-6 };

interface Step {
  readonly from: Float64Array;
  readonly change: Float64Array;
  /** Of the log likelihood along the change, where it starts. */
  readonly slope: number;
}

/**
 * Newton's method as a dialogue: it yields coefficients, and receives the moments of the regressors and the working residual (first derivative
 * over curvature) at them, weighted by the curvature. Regression of the one on the others is the step. The rows may be anywhere.
 *
 * Model     The log likelihood is concave: a step that overshoots (slope against it at its end) is halved. With M the most that a step moves a
 *           predictor, the information changes by a factor of exp(M) at most: M times the length of the step is what the next one could be.
 * Errors    collinear at the start; diverging where a step of no length in standard errors still moves predictors; no-convergence.
 * Source    Bach (2010), Electronic Journal of Statistics 4, on self-concordance; Albert & Anderson (1984), Biometrika 71.
 */
export function* maximise({ regressors, start, intercept = true, reach = 1e-9 }: Maximising): Generator<Float64Array, Maximised, Moments> {
  let at = start;
  let last: Step | undefined;
  let distance = Infinity;
  for (let iteration = 1; iteration <= mostIterations; iteration++) {
    const m = yield at;
    const score = scoreOf(m, regressors, intercept);
    if (last && !(dot(score, last.change) >= -last.slope / 2)) {
      last = { ...last, change: last.change.map((x) => x / 2), slope: last.slope / 2 };
      at = sumOf(last.from, last.change);
      continue;
    }
    const fit = leastSquares(m, WORKING, regressors, { intercept });
    if ('kind' in fit) return last === undefined ? fit : diverging(m, last.change, regressors, iteration);
    const change = fit.coefficients;
    const slope = Math.max(0, dot(score, change));
    distance = Math.sqrt(slope);
    const moves = movesOf(m, change, regressors, intercept);
    const most = Math.max(0, ...moves);
    if (distance <= flat.distance && most > flat.move) return diverging(m, change, regressors, iteration);
    const farthestMove = farthest * Math.sqrt(moves.reduce((sum, move) => sum + move * move, 0));
    if (farthestMove <= reach && farthestMove * distance <= tolerance) {
      const { gramInverse: inverse, condition } = fit;
      return { kind: 'maximum', coefficients: sumOf(at, change), inverse, condition, iterations: iteration };
    }
    last = { from: at, change, slope };
    at = sumOf(at, change);
  }
  return { kind: 'no-convergence', iterations: mostIterations, distance };
}

const sumOf = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, j) => x + b[j]);

/** Derivative of the log likelihood: sums of working residual and regressors, weighted by curvature. */
export function scoreOf(m: Moments, regressors: readonly string[], intercept: boolean): Float64Array {
  const total = m.weight * meanOf(m, WORKING);
  const along = regressors.map((name) => comomentOf(m, WORKING, name) + total * meanOf(m, name));
  return Float64Array.from(intercept ? [total, ...along] : along);
}

/** How far a change moves the predictor of a row one standard deviation from the mean, for each regressor, and at the mean. */
function movesOf(m: Moments, change: Float64Array, regressors: readonly string[], intercept: boolean): readonly number[] {
  const first = intercept ? 1 : 0;
  const atMean = regressors.reduce((sum, name, j) => sum + change[first + j] * meanOf(m, name), intercept ? change[0] : 0);
  return [Math.abs(atMean), ...regressors.map((name, j) => Math.abs(change[first + j]) * deviationOf(m, name))];
}

const deviationOf = (m: Moments, name: string): number => Math.sqrt(comomentOf(m, name, name) / m.weight);

/** A tenth of the largest loading, or more, is what is named. */
const leastLoading = 0.1;

function diverging(m: Moments, direction: Float64Array, regressors: readonly string[], iterations: number): Diverging {
  const first = direction.length - regressors.length;
  const loadings = regressors.map((name, j) => Math.abs(direction[first + j]) * deviationOf(m, name));
  const most = Math.max(...loadings);
  return { kind: 'diverging', direction, columns: regressors.filter((_, j) => loadings[j] >= leastLoading * most), iterations };
}
