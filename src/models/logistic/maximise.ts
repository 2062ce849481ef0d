import { allFinite } from '../../math/all-finite.ts';
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
  /** By how much the last step raised the log likelihood, to rounding: the curvature is as good as constant along it. */
  readonly rise: number;
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
  /** How far the predictor of any row may still move in the last step: a bound of the relative error that is left in the information. */
  readonly reach?: number;
  /** Error of the coefficients that may be left, in standard errors. */
  readonly tolerance?: number;
}

/** A slow pass is skipped when it would only change the ninth digit of standard errors. */
export const reachFor = (rows: number): number => (rows < 100_000 ? 1e-9 : 1e-6);

const mostIterations = 100;
/** Rows are seldom further from the mean than so many standard deviations. */
const farthest = 6;
/** A step may double what the predictor moves along a regressor, and this much more. */
const longest = 10;
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
 * Errors    collinear where all rows weigh alike; diverging where a step of no length in standard errors still moves predictors; no-convergence.
 * Source    Bach (2010), Electronic Journal of Statistics 4, on self-concordance; Albert & Anderson (1984), Biometrika 71.
 */
export function* maximise({ regressors, start, intercept = true, reach = 1e-9, tolerance = 1e-10 }: Maximising): Generator<Float64Array, Maximised, Moments> {
  let at = start;
  let last: Step | undefined;
  let distance = Infinity;
  let deviations: readonly number[] = regressors.map(() => 0);
  for (let iteration = 1; iteration <= mostIterations; iteration++) {
    const m = yield at;
    deviations = regressors.map((name, j) => Math.max(deviations[j], deviationOf(m, name)));
    const score = scoreOf(m, regressors, intercept);
    // A value of the rows that is not finite is in every sum: no further step would help.
    if (!allFinite(score)) return { kind: 'no-convergence', iterations: iteration, distance: Infinity };
    if (last && !(dot(score, last.change) >= -last.slope / 2)) {
      last = { ...last, change: last.change.map((x) => x / 2), slope: last.slope / 2 };
      at = sumOf(last.from, last.change);
      continue;
    }
    const fit = leastSquares(m, WORKING, regressors, { intercept });
    if ('kind' in fit) {
      if (last !== undefined) return diverging(last.change, regressors, deviations, iteration);
      // A start where nearly all rows are decided weighs too few of them; at zero all rows weigh alike.
      if (at.every((x) => x === 0)) return fit;
      at = new Float64Array(at.length);
      continue;
    }
    const change = fit.coefficients;
    const slope = Math.max(0, dot(score, change));
    distance = Math.sqrt(slope);
    const moves = movesOf(m, change, regressors, deviations);
    const most = Math.max(0, ...moves);
    if (distance <= flat.distance && most > flat.move) return diverging(change, regressors, deviations, iteration);
    const farthestMove = farthest * Math.sqrt(moves.reduce((sum, move) => sum + move * move, 0));
    if (farthestMove <= reach && farthestMove * distance <= tolerance) {
      const { gramInverse: inverse, condition } = fit;
      return { kind: 'maximum', coefficients: sumOf(at, change), inverse, condition, rise: slope / 2, iterations: iteration };
    }
    // Where all rows are decided the information is next to nothing, and the step next to infinite.
    const spread = Math.max(...movesOf(m, at, regressors, deviations).slice(1), 0);
    const shorter = Math.min(1, (longest + spread) / most);
    last = { from: at, change: change.map((x) => x * shorter), slope: slope * shorter };
    at = sumOf(at, last.change);
  }
  return { kind: 'no-convergence', iterations: mostIterations, distance };
}

const sumOf = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, j) => x + b[j]);

/** Derivative of the log likelihood: sums of working residual and regressors, weighted by curvature. */
function scoreOf(m: Moments, regressors: readonly string[], intercept: boolean): Float64Array {
  const total = m.weight * meanOf(m, WORKING);
  const along = regressors.map((name) => comomentOf(m, WORKING, name) + total * meanOf(m, name));
  return Float64Array.from(intercept ? [total, ...along] : along);
}

/** How far a change moves the predictor at the mean of the regressors, and at one standard deviation from it along each. */
function movesOf(m: Moments, change: Float64Array, regressors: readonly string[], deviations: readonly number[]): readonly number[] {
  const first = change.length - regressors.length;
  const atMean = regressors.reduce((sum, name, j) => sum + change[first + j] * meanOf(m, name), first === 1 ? change[0] : 0);
  return [Math.abs(atMean), ...regressors.map((_, j) => Math.abs(change[first + j]) * deviations[j])];
}

/** Where rows that are decided weigh nothing any more, this can be much less than it was: the largest seen is what counts. */
const deviationOf = (m: Moments, name: string): number => Math.sqrt(comomentOf(m, name, name) / m.weight);

/** A tenth of the largest loading, or more, is what is named. */
const leastLoading = 0.1;

function diverging(direction: Float64Array, regressors: readonly string[], deviations: readonly number[], iterations: number): Diverging {
  const first = direction.length - regressors.length;
  const loadings = regressors.map((_, j) => Math.abs(direction[first + j]) * deviations[j]);
  const most = Math.max(...loadings);
  return { kind: 'diverging', direction, columns: regressors.filter((_, j) => loadings[j] >= leastLoading * most), iterations };
}
