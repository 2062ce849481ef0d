import { choleskyFactor, choleskySolve } from '../../math/cholesky.ts';
import { dot } from '../../math/dot.ts';
import { logisticShare } from '../../models/logistic/logit-shares.ts';
import { type Weighing, weighings } from './balancing-weights.ts';
import type { ObservedUnits, Target } from './observed-units.ts';

/** The effect among units that are drawn from some, by their places, were these of all treated: undefined where these units give none. */
export type Redrawn = (places: Int32Array, treated?: Uint8Array) => number | undefined;

/** Steps of Newton's method after which draws are left to the whole fit, which says why there is no maximum. */
const mostSteps = 8;
/** A step of so many standard errors or fewer is the last: the next would be some thousandth of it. */
const lastStep = 0.03;
/** A column of which so little is left beside the others tells nothing of its own. */
const leastLeft = 1e-10;

/**
 * The doubly robust effect among units that are drawn from some, by the hundred.
 *
 * Model    as `doublyRobustMeans`, with logistic chances and least squares; chances are found from those of all units, to some thousandth of their standard error. Draws whose
 *          chances have no maximum near, or whose covariates tell the same, give nothing: ask the whole fit.
 * Shapes   `straight`: so many of the columns, the first ones, are in the regressions of the outcome; all are in the chances. `near`: coefficients of the chances of all units.
 * Units    outcome units.
 * Source   Robins, Rotnitzky & Zhao (1994), JASA 89. Parity: `doublyRobustMeans`.
 */
export function redrawnEffect(
  outcome: Float64Array,
  units: ObservedUnits,
  { target, straight, near }: { readonly target: Target; readonly straight: number; readonly near: Float64Array },
): Redrawn {
  const { scaled, start } = standardised(units.columns, near);
  let drawn = workspace(0, scaled.length);
  return (places, treated = units.treated) => {
    if (places.length > drawn.values.length) drawn = workspace(places.length, scaled.length);
    const arms = gather({ scaled, outcome, treated }, places, drawn);
    const control = armRegression(drawn, arms.control, straight + 1);
    const own = armRegression(drawn, arms.treated, straight + 1);
    const coefficients = control && own && logitNear(drawn, arms, start);
    return coefficients && meanDifference(drawn, arms, { coefficients, control, treated: own, weighing: weighings[target] });
  };
}

/** Drawn units as columns, the constant first, those not treated before the treated; with room for what is computed of each. */
interface Workspace {
  readonly columns: readonly Float64Array[];
  readonly values: Float64Array;
  readonly predictors: Float64Array;
  readonly curvatures: Float64Array;
  readonly left: Float64Array;
  readonly heavy: Float64Array;
}

function workspace(n: number, k: number): Workspace {
  const [values, predictors, curvatures, left, heavy] = Array.from({ length: 5 }, () => new Float64Array(n));
  return { columns: Array.from({ length: k }, () => new Float64Array(n)), values, predictors, curvatures, left, heavy };
}

/** Columns about their mean in deviations, after a constant; with the coefficients of such columns. */
function standardised(columns: readonly Float64Array[], near: Float64Array) {
  const start = near.slice();
  const scaled = columns.map((column, j) => {
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
    const deviation = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length) || 1;
    start[j + 1] = near[j + 1] * deviation;
    start[0] += near[j + 1] * mean;
    return column.map((x) => (x - mean) / deviation);
  });
  return { scaled: [undefined, ...scaled], start };
}

/** From and up to where the units of an arm lie. */
type Range = readonly [from: number, to: number];

interface Arms {
  readonly control: Range;
  readonly treated: Range;
}

function gather(
  { scaled, outcome, treated }: { readonly scaled: readonly (Float64Array | undefined)[]; readonly outcome: Float64Array; readonly treated: Uint8Array },
  places: Int32Array,
  { columns, values }: Workspace,
): Arms {
  const n = places.length;
  const byArm = new Int32Array(n);
  let controls = 0;
  for (const place of places) if (treated[place] === 0) byArm[controls++] = place;
  let at = controls;
  for (const place of places) if (treated[place] === 1) byArm[at++] = place;
  for (let i = 0; i < n; i++) values[i] = outcome[byArm[i]];
  for (const [j, into] of columns.entries()) {
    const column = scaled[j];
    if (!column) into.fill(1);
    else for (let i = 0; i < n; i++) into[i] = column[byArm[i]];
  }
  return { control: [0, controls], treated: [controls, n] };
}

/** Least squares of an arm on the first columns. */
function armRegression({ columns, values }: Workspace, [from, to]: Range, size: number): Float64Array | undefined {
  if (to - from < size + 1) return undefined;
  const [gram, sums] = [new Float64Array(size * size), new Float64Array(size)];
  for (let a = 0; a < size; a++) {
    sums[a] = dot(columns[a], values, to - from, from, from);
    for (let b = 0; b <= a; b++) gram[a * size + b] = dot(columns[a], columns[b], to - from, from, from);
  }
  return solved(gram, sums);
}

/** The logistic regression of the choice, by Newton's method from coefficients that are near. */
function logitNear(drawn: Workspace, { treated }: Arms, near: Float64Array): Float64Array | undefined {
  const { columns, predictors, curvatures, left, heavy } = drawn;
  const k = columns.length;
  const [controls, n] = treated;
  const coefficients = near.slice();
  const [information, score] = [new Float64Array(k * k), new Float64Array(k)];
  for (let step = 0; step < mostSteps; step++) {
    combine(columns, coefficients, n, predictors);
    for (let i = 0; i < n; i++) {
      const chance = logisticShare(predictors[i]);
      left[i] = -chance;
      curvatures[i] = chance * (1 - chance);
    }
    for (let i = controls; i < n; i++) left[i] += 1;
    for (let a = 0; a < k; a++) {
      const column = columns[a];
      score[a] = dot(left, column, n);
      for (let i = 0; i < n; i++) heavy[i] = curvatures[i] * column[i];
      for (let b = 0; b <= a; b++) information[a * k + b] = dot(heavy, columns[b], n);
    }
    const change = solved(information, score);
    if (!change) return undefined;
    for (let j = 0; j < k; j++) coefficients[j] += change[j];
    if (dot(change, score) <= lastStep ** 2) return coefficients;
  }
  return undefined;
}

/** The solution for a symmetric matrix told by its lower triangle; undefined where a column is a sum of others. */
function solved(lower: Float64Array, right: Float64Array): Float64Array | undefined {
  const size = right.length;
  const factor = choleskyFactor(lower, size);
  if (!factor) return undefined;
  for (let j = 0; j < size; j++) if (factor[j * size + j] ** 2 <= leastLeft * lower[j * size + j]) return undefined;
  return choleskySolve(factor, right);
}

interface Chain {
  readonly coefficients: Float64Array;
  readonly control: Float64Array;
  readonly treated: Float64Array;
  readonly weighing: Weighing;
}

function meanDifference(drawn: Workspace, arms: Arms, { coefficients, control, treated, weighing }: Chain): number | undefined {
  const { columns, values, predictors, curvatures: without, left: under } = drawn;
  const [controls, n] = arms.treated;
  combine(columns, coefficients, n, predictors);
  combine(columns, control, n, without);
  combine(columns, treated, n, under);
  const [ofControl, ofTreated] = [weighing.arms[0][0], weighing.arms[1][0]];
  let total = 0;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const own = i < controls ? 0 : 1;
    const chance = logisticShare(predictors[i]);
    const counts = weighing.target(chance, own);
    total += counts;
    sum += counts * (under[i] - without[i]) + (own === 1 ? ofTreated(chance) * (values[i] - under[i]) : ofControl(chance) * (without[i] - values[i]));
  }
  const difference = sum / total;
  return Number.isFinite(difference) ? difference : undefined;
}

/** The first columns times their coefficients, summed for each unit. */
function combine(columns: readonly Float64Array[], coefficients: Float64Array, n: number, into: Float64Array): void {
  into.fill(coefficients[0], 0, n);
  for (let j = 1; j < coefficients.length; j++) {
    const column = columns[j];
    const coefficient = coefficients[j];
    for (let i = 0; i < n; i++) into[i] += coefficient * column[i];
  }
}
