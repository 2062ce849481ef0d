import { foldedNormalCritical } from '../../../math/distributions/folded-normal.ts';
import { normalQuantile } from '../../../math/distributions/normal.ts';
import type { Kernel } from '../kernels.ts';
import { distinctDistances, type ScoredRows, type TooFew, tooFewValues } from '../scored-rows.ts';
import { type LocalLine, localLine } from './local-line.ts';
import { type PilotVariance, pilotVariance } from './pilot-variance.ts';
import { distancesOf, sideLines } from './power-sums.ts';

/** What a bandwidth should make small: the worst mean squared error, the length of the interval, or how far below the effect a lower bound falls. */
export type WidthGoal =
  | { readonly kind: 'mse' }
  | { readonly kind: 'interval'; readonly level: number }
  /** The excess length that is not exceeded with this chance. */
  | { readonly kind: 'bound'; readonly level: number; readonly chance: number };

export interface OptimalWidth {
  readonly width: number;
  /** What the goal comes to there. */
  readonly loss: number;
  readonly variance: PilotVariance;
}

/**
 * The bandwidth that serves a goal best when the second derivative is bounded by `curvature` and the variance is one number on each side.
 *
 * Model    mse: bias^2 + variance. interval: the half length c(bias / error) error, c the critical value of a folded normal variable.
 *          bound: 2 bias + error (z(level) + z(chance)). The uniform kernel looks at distances that rows have, other kernels at all up to the largest.
 * Shapes   column one value a row.
 * Errors   few-values where a side has fewer than three distinct scores.
 * Source   Armstrong & Kolesár (2018), Econometrica 86; (2020), Quantitative Economics 11. Parity: RDHonest's OptBW.
 */
export function optimalWidth(rows: ScoredRows, column: Float64Array, curvature: number, kernel: Kernel, goal: WidthGoal): OptimalWidth | TooFew {
  const distances = distinctDistances(rows);
  const refused = tooFewValues(distances, 3);
  if (refused) return refused;
  const variance = pilotVariance(rows, column);
  if ('refused' in variance) return variance;
  const loss = lossOf(goal);
  const at = (width: number): number => {
    const line = localLine(rows, width, kernel);
    return line ? loss(curvature * line.bias, Math.sqrt(pilotSquares(rows, line, variance))) : Infinity;
  };
  // Rows of clusters are gone through at each width, others are known by sums of powers of their distances.
  const search = rows.clusters ? at : lossBySums(rows, distances, curvature, kernel, loss, variance);
  const least = Math.max(distances.below[1], distances.above[1]);
  const most = Math.max(distances.below[distances.below.length - 1], distances.above[distances.above.length - 1]);
  const width = kernel === 'uniform' ? leastAmong(search, supportOf(distances, least)) : leastBetween(search, least, most);
  return { width, loss: at(width), variance };
}

function lossBySums(
  rows: ScoredRows,
  distinct: { readonly below: Float64Array; readonly above: Float64Array },
  curvature: number,
  kernel: Kernel,
  loss: (bias: number, error: number) => number,
  variance: PilotVariance,
): (width: number) => number {
  const all = distancesOf(rows);
  const [left, right] = [sideLines(all.below, distinct.below, kernel), sideLines(all.above, distinct.above, kernel)];
  return (width) => {
    const [one, other] = [left(width), right(width)];
    if (!one || !other) return Infinity;
    return loss((curvature * (one.bias + other.bias)) / 2, Math.sqrt(one.squares * variance.below + other.squares * variance.above));
  };
}

function lossOf(goal: WidthGoal): (bias: number, error: number) => number {
  if (goal.kind === 'mse') return (bias, error) => bias * bias + error * error;
  if (goal.kind === 'bound') {
    const z = normalQuantile(goal.level) + normalQuantile(goal.chance);
    return (bias, error) => 2 * bias + error * z;
  }
  return (bias, error) => halfLength(bias, error, goal.level);
}

/** Half the length of the interval that covers at this level whatever the bias up to the largest. */
export function halfLength(bias: number, error: number, level: number): number {
  // Where bias is all there is, noise does not lengthen the interval.
  return error > 1e-12 * bias ? error * foldedNormalCritical(bias / error, 1 - level) : bias;
}

function pilotSquares({ clusters }: ScoredRows, { from, below, weights }: LocalLine, variance: PilotVariance): number {
  let [left, right] = [0, 0];
  const middle = below - from;
  for (let i = 0; i < middle; i++) left += weights[i] * weights[i];
  for (let i = middle; i < weights.length; i++) right += weights[i] * weights[i];
  const own = left * variance.below + right * variance.above;
  if (!clusters || variance.withinClusters === 0) return own;
  const sums = new Map<number, number>();
  for (let i = 0; i < weights.length; i++) sums.set(clusters[from + i], (sums.get(clusters[from + i]) ?? 0) + weights[i]);
  let together = -(left + right);
  for (const sum of sums.values()) together += sum * sum;
  // A negative covariance of few rows must not leave less than nothing.
  return Math.max(own + variance.withinClusters * together, 0);
}

function supportOf(distances: { readonly below: Float64Array; readonly above: Float64Array }, least: number): Float64Array {
  const all = Float64Array.from([...distances.below, ...distances.above]).sort();
  return all.filter((value, i) => value >= least && (i === 0 || value !== all[i - 1]));
}

/** So many widths are looked at first; around so many valleys among them it is looked again, since losses of few scores have several. */
const looks = 96;
const valleys = 4;

/** The best of ascending candidates: of so many spread evenly, then within the valleys, until none is left out. */
function leastAmong(f: (x: number) => number, candidates: Float64Array): number {
  const known = new Map<number, number>();
  const at = (place: number): number => {
    const value = known.get(place) ?? f(candidates[place]);
    known.set(place, value);
    return value;
  };
  const search = (from: number, to: number, most: number): number => {
    const steps = Math.min(looks, to - from);
    const places = Array.from({ length: steps + 1 }, (_, i) => from + Math.round((i * (to - from)) / Math.max(steps, 1)));
    const values = places.map(at);
    if (steps === to - from) return places[valleysOf(values)[0]];
    const found = valleysOf(values)
      .slice(0, most)
      .map((i) => search(places[Math.max(i - 1, 0)], places[Math.min(i + 1, steps)], 1));
    return found.reduce((best, place) => (at(place) < at(best) ? place : best));
  };
  return candidates[search(0, candidates.length - 1, valleys)];
}

/** The same over an interval: of widths in equal proportions, then by golden section within the valleys. */
function leastBetween(f: (x: number) => number, least: number, most: number): number {
  const start = least > 0 ? least : most * 1e-6;
  const grid = Array.from({ length: looks + 1 }, (_, i) => start * (most / start) ** (i / looks));
  const values = grid.map(f);
  const found = valleysOf(values)
    .slice(0, valleys)
    .map((i) => goldenSection(f, grid[Math.max(i - 1, 0)], grid[Math.min(i + 1, looks)], 1e-5));
  const best = found.reduce((a, b) => (b.loss < a.loss ? b : a));
  const last = goldenSection(f, best.low, best.high, 1e-9);
  const known = grid[valleysOf(values)[0]];
  return f(known) < last.loss ? known : last.x;
}

const golden = (Math.sqrt(5) - 1) / 2;

function goldenSection(f: (x: number) => number, from: number, to: number, share: number): { x: number; loss: number; low: number; high: number } {
  let [low, high] = [from, to];
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)];
  let [fa, fb] = [f(a), f(b)];
  while (high - low > share * high) {
    if (fa < fb) {
      [high, b, fb] = [b, a, fa];
      a = high - golden * (high - low);
      fa = f(a);
    } else {
      [low, a, fa] = [a, b, fb];
      b = low + golden * (high - low);
      fb = f(b);
    }
  }
  return fa < fb ? { x: a, loss: fa, low, high } : { x: b, loss: fb, low, high };
}

/** Places that are no higher than those beside them, the lowest first. */
function valleysOf(values: readonly number[]): readonly number[] {
  const places = values.flatMap((value, i) => (value <= (values[i - 1] ?? Infinity) && value <= (values[i + 1] ?? Infinity) ? [i] : []));
  return places.sort((a, b) => values[a] - values[b]);
}
