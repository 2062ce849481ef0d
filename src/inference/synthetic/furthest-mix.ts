import { dot } from '../../math/dot.ts';
import { type GrowingFactor, growingFactor } from './growing-factor.ts';
import { simplexWeights } from './simplex-weights.ts';

/** How far mixes of points reach that are no further from an error than zero is. */
export interface Reach {
  /** The most that such a mix gains; gains: one a point. */
  most(gains: Float64Array): number;
}

/** Whether the same constant may be added to all values of a mix, which is then gained too. Points must then have means of zero. */
export type AddedLevel = 'none' | 'free';

/** Gains that differ by no more than this part of their range are the same. */
const TIED = 1e-12;
const DEPENDENT = 1e-13;
/** So small a part of the fastest change of a slope is none. */
const SLOPE = 1e-11;

/**
 * Largest linear gains over mixes of points that lie in a ball; the points are given once, the balls follow one by one.
 *
 * Model    Weights, none below zero and one in sum: most gains'w with |points w - error|^2 <= |error|^2. With a free level s + mean(error) it is added to all values, and s counts in
 *          the gain: |points w - (error - its mean)|^2 + rows s^2 <= |error|^2.
 *          For a price h of the square, half |points w - error|^2 - h gains'w is least at weights that move along straight lines as h falls, from the point of most gain at first;
 *          they turn where a point comes into use or goes out of use. The first mix in the ball on this way is the answer, in closed form on its line. A point that mixes
 *          of those in use can replace changes its slope nowhere, so that it never comes in.
 *          Zero must be a mix of the points; rounding aside every ball then holds one.
 * Shapes   points: count x rows, row-major; error: rows; gains: count.
 * Source   Markowitz (1956), Naval Research Logistics Quarterly 3, 111-133 (critical lines).
 */
export function reachOfMixes(points: Float64Array, rows: number, level: AddedLevel): (error: Float64Array) => Reach {
  const count = points.length / rows;
  const products = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    for (let j = 0; j <= i; j++) {
      const product = dot(points, points, rows, i * rows, j * rows);
      products[i * count + j] = product;
      products[j * count + i] = product;
    }
  const lift = Float64Array.from({ length: count }, (_, j) => products[j * count + j]).sort()[count >> 1] || 1;
  return (error) => {
    const towards = Float64Array.from({ length: count }, (_, j) => dot(points, error, rows, j * rows));
    const mean = error.reduce((sum, value) => sum + value, 0) / rows;
    const ball = level === 'free' ? { room: rows * mean * mean, ofLevel: 1 / rows } : { room: 0, ofLevel: 0 };
    const problem: Problem = { count, products, lift, towards, ...ball };
    return {
      most(gains) {
        const best = furthest(gains);
        return best.length === 1 ? along(problem, gains, best, Float64Array.of(1)) : along(problem, gains, ...nearestOf(best, points, error));
      },
    };
  };
}

interface Problem {
  readonly count: number;
  readonly products: Float64Array;
  /** Added to all products, so that only points that are mixes of each other make them singular. */
  readonly lift: number;
  /** Products of points with the error. */
  readonly towards: Float64Array;
  /** What w'products w - 2 towards'w, and the level, may come to. */
  readonly room: number;
  /** The square of a level at a price of one: it is the price by this. */
  readonly ofLevel: number;
}

/** The points of most gain: one, but for ties. */
function furthest(gains: Float64Array): number[] {
  let [low, high] = [Infinity, -Infinity];
  for (const gain of gains) {
    low = Math.min(low, gain);
    high = Math.max(high, gain);
  }
  return Array.from(gains.keys()).filter((j) => gains[j] >= high - TIED * (high - low));
}

/** Those of the points that mix to what is nearest to the error, and their weights. */
function nearestOf(among: readonly number[], points: Float64Array, error: Float64Array): [number[], Float64Array] {
  const rows = error.length;
  const columns = new Float64Array(among.length * rows);
  for (const [place, j] of among.entries()) columns.set(points.subarray(j * rows, (j + 1) * rows), place * rows);
  const weights = simplexWeights({ columns, target: error })!;
  const places = Array.from(weights.keys()).filter((place) => weights[place] > 0);
  return [places.map((place) => among[place]), Float64Array.from(places, (place) => weights[place])];
}

/** The gain of the first mix in the ball, from these points on. */
function along(problem: Problem, gains: Float64Array, start: readonly number[], shares: Float64Array): number {
  const { count, products, lift, room, ofLevel } = problem;
  const used: number[] = [];
  const isUsed = new Uint8Array(count);
  const factor = growingFactor();
  let weights: number[] = [];
  const enter = (j: number, weight: number): void => {
    const row = Float64Array.from([...used, j], (other) => lift + products[other * count + j]);
    factor.append(row, DEPENDENT * row[used.length]);
    used.push(j);
    weights.push(weight);
    isUsed[j] = 1;
  };
  const leave = (place: number): void => {
    isUsed[used[place]] = 0;
    factor.remove(place);
    used.splice(place, 1);
    weights.splice(place, 1);
  };
  for (const [place, j] of start.entries()) enter(j, shares[place]);
  let price = Infinity;
  // Far more turns than there are: a guard against a circle of rounding.
  for (let left = 20 * (count + 5); ; left--) {
    const line = lineOf(problem, gains, used, weights, factor);
    const turn = nextTurn(line, used, isUsed, price);
    const perPrice = line.perPrice + ofLevel;
    // Without a level a single point is a line that stands still: in the ball from the first or never.
    const still = line.atZero <= room ? Infinity : 0;
    const inside = line.atZero <= room && perPrice > 0 ? Math.sqrt((room - line.atZero) / perPrice) : still;
    if (inside >= turn.price || left === 0) return line.gain + (perPrice > 0 ? Math.min(inside, price) * perPrice : 0);
    price = turn.price;
    weights = Array.from(line.fixed, (weight, place) => Math.max(0, weight + price * line.moving[place]));
    if (turn.leaving === undefined) enter(turn.entering, 0);
    else leave(turn.leaving);
  }
}

/** Best weights of the points in use at a price: fixed + price x moving. */
interface Line {
  readonly fixed: Float64Array;
  readonly moving: Float64Array;
  /** How fast the sum grows with the weight of each point, less what it does with those in use: at a price of zero, and by the price. */
  readonly slopes: Float64Array;
  readonly slopesByPrice: Float64Array;
  /** w'products w - 2 towards'w at a price of zero, and by the square of the price. */
  readonly atZero: number;
  readonly perPrice: number;
  /** At a price of zero; by the price it grows by `perPrice`. */
  readonly gain: number;
}

function lineOf(
  { count, products, towards }: Problem,
  gains: Float64Array,
  used: readonly number[],
  weights: readonly number[],
  { solveLevelled }: GrowingFactor,
): Line {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let fixed = Float64Array.from(weights, (weight) => weight / total);
  // Twice: the second time takes off what the factor left by rounding.
  for (let round = 0; round < 2; round++) {
    const off = Float64Array.from(used, (j) => towards[j] - used.reduce((sum, other, place) => sum + products[j * count + other] * fixed[place], 0));
    const step = solveLevelled(off);
    fixed = fixed.map((weight, place) => weight + step[place]);
  }
  // Differences, so that points of the same gain do not move at all.
  const more = Float64Array.from(used, (j) => gains[j] - gains[used[0]]);
  const moving = solveLevelled(more);
  const slopes = towards.map((value) => -value);
  const slopesByPrice = gains.map((value) => -value);
  for (const [place, j] of used.entries()) {
    for (let other = 0; other < count; other++) {
      slopes[other] += fixed[place] * products[j * count + other];
      slopesByPrice[other] += moving[place] * products[j * count + other];
    }
  }
  let [atZero, perPrice, gain, level, levelByPrice] = [0, 0, 0, 0, 0];
  for (const [place, j] of used.entries()) {
    atZero += fixed[place] * (slopes[j] - towards[j]);
    perPrice += moving[place] * more[place];
    gain += fixed[place] * gains[j];
    level += fixed[place] * slopes[j];
    levelByPrice += fixed[place] * slopesByPrice[j];
  }
  return {
    fixed,
    moving,
    slopes: slopes.map((slope) => slope - level),
    slopesByPrice: slopesByPrice.map((slope) => slope - levelByPrice),
    atZero,
    perPrice,
    gain,
  };
}

/** Where the way turns, by the place in use that leaves or the point that enters; at a price of zero it ends. */
type Turn = { readonly price: number } & (
  | { readonly leaving: number; readonly entering?: undefined }
  | { readonly leaving?: undefined; readonly entering: number }
);

function nextTurn({ fixed, moving, slopes, slopesByPrice }: Line, used: readonly number[], isUsed: Uint8Array, price: number): Turn {
  let turn: Turn = { price: 0, entering: -1 };
  for (const place of used.keys()) {
    const at = moving[place] > 0 ? Math.min(price, -fixed[place] / moving[place]) : 0;
    if (at > turn.price) turn = { price: at, leaving: place };
  }
  // The slope of a mix of those in use stays at zero, but for rounding; at the price no slope is below zero by more than that times what is skipped.
  const still = SLOPE * slopesByPrice.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
  for (let j = 0; j < slopes.length; j++) {
    const at = !isUsed[j] && slopesByPrice[j] > still ? Math.min(price, -slopes[j] / slopesByPrice[j]) : 0;
    if (at > turn.price) turn = { price: at, entering: j };
  }
  return turn;
}
