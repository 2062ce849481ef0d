import { dot } from '../../math/dot.ts';
import { type GrowingFactor, growingFactor } from './growing-factor.ts';

/** A pivot below this part of what it is taken from is rounding: the column is a mix of those in use. */
const DEPENDENT = 1e-13;
/** How near slopes come to their optimum, as a part of what they are summed from. */
const SETTLED = 1e-13;
const ROUNDING = 1e-16;

/** Points whose mix is to be near zero. */
export interface MixProblem {
  readonly count: number;
  readonly rows: number;
  /** Columns less the target, in units in which the largest is near one. */
  readonly points: Float64Array;
  /** Their squared lengths. */
  readonly norms: Float64Array;
  readonly ridge: number;
  /** Half the costs. */
  readonly costs: Float64Array;
  /** Added to all products, so that only columns that are mixes of each other make them singular. */
  readonly lift: number;
}

/** Points in use, their weights, and what is known of them. */
export interface MixSearch extends MixProblem {
  readonly used: number[];
  readonly weights: number[];
  readonly isUsed: Uint8Array;
  readonly factor: GrowingFactor;
  /** The mix of points. */
  readonly mix: Float64Array;
  /** Room for slopes of all columns. */
  readonly slopes: Float64Array;
}

/** With no column in use. */
export function fresh({ count, rows, points, norms, ridge, costs, lift }: MixProblem): MixSearch {
  return {
    ...{ count, rows, points, norms, ridge, costs, lift },
    used: [],
    weights: [],
    isUsed: new Uint8Array(count),
    factor: growingFactor(),
    mix: new Float64Array(rows),
    slopes: new Float64Array(count),
  };
}

/** With no column in use, in the room of a search that has ended; its points and their lengths may have become others. */
export function again(ended: MixSearch, lift: number): MixSearch {
  ended.used.length = 0;
  ended.weights.length = 0;
  ended.isUsed.fill(0);
  ended.factor.clear();
  return { ...ended, lift };
}

/** From the weights given, or from the column that is best alone. */
export function setOut(search: MixSearch, start?: Float64Array): void {
  const { count, norms, costs, weights } = search;
  if (start) {
    for (let j = 0; j < count; j++) {
      if (start[j] <= 0) continue;
      enter(search, j);
      weights[weights.length - 1] = start[j];
    }
  }
  if (weights.length === 0) {
    let first = 0;
    for (let j = 1; j < count; j++) if (norms[j] + 2 * costs[j] < norms[first] + 2 * costs[first]) first = j;
    enter(search, first);
    weights[0] = 1;
  }
  remix(search);
}

/** Steps to the weights with the least sum. */
export function settle(search: MixSearch): void {
  const barred = new Uint8Array(search.count);
  descend(search, SETTLED);
  let value = sumOf(search);
  // Far more than are ever needed: a guard against a circle of rounding.
  for (let left = 50 * (search.count + search.rows); left > 0; left--) {
    const [next, ...others] = falling(search, barred);
    if (next === undefined) break;
    enter(search, next);
    for (const other of others) enter(search, other);
    descend(search, SETTLED);
    const reached = sumOf(search);
    // Where nothing but rounding was gained, the column is not asked again until something is.
    if (reached < value * (1 - 1e-15)) barred.fill(0);
    else barred[next] = 1;
    value = Math.min(value, reached);
  }
  descend(search, ROUNDING);
}

/** One a point. */
export function weightsOf({ count, used, weights }: MixSearch, result = new Float64Array(count)): Float64Array {
  result.fill(0);
  for (const [place, j] of used.entries()) result[j] = weights[place];
  return result;
}

/** Takes a column into use, at a weight of zero. */
function enter({ points, rows, ridge, lift, used, weights, isUsed, factor }: MixSearch, j: number): void {
  const row = new Float64Array(used.length + 1);
  for (let place = 0; place < used.length; place++) row[place] = lift + dot(points, points, rows, used[place] * rows, j * rows);
  const own = lift + dot(points, points, rows, j * rows, j * rows) + ridge;
  row[used.length] = own;
  factor.append(row, DEPENDENT * own);
  used.push(j);
  weights.push(0);
  isUsed[j] = 1;
}

function leave({ used, weights, isUsed, factor }: MixSearch, place: number): void {
  isUsed[used[place]] = 0;
  factor.remove(place);
  used.splice(place, 1);
  weights.splice(place, 1);
}

/** Weights to the best ones of the columns in use, until slopes are so small a part of what they are summed from; those that get to zero leave. */
function descend(search: MixSearch, part: number): void {
  const { used, weights, factor } = search;
  let before = Infinity;
  while (used.length > 1) {
    const { slopes, size } = slopesInUse(search);
    const far = slopes.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
    // Steps repeat, as the factor of columns that are nearly mixes of each other is not exact.
    if (far <= part * size || far >= before) return;
    const way = factor.solveLevelled(slopes);
    let step = 1;
    let first = -1;
    for (let place = 0; place < used.length; place++) {
      if (weights[place] - way[place] > 0 || way[place] <= 0) continue;
      const reach = weights[place] / way[place];
      if (reach <= step) [step, first] = [reach, place];
    }
    for (let place = 0; place < used.length; place++) weights[place] = Math.max(0, weights[place] - step * way[place]);
    if (first >= 0) leave(search, first);
    // Slopes of fewer columns are new ones.
    before = first >= 0 ? Infinity : far;
    remix(search);
  }
}

/** Weights sum to one again, and the mix is theirs. */
function remix({ points, rows, used, weights, mix }: MixSearch): void {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  mix.fill(0);
  for (let place = 0; place < used.length; place++) {
    const weight = weights[place] / total;
    weights[place] = weight;
    const from = used[place] * rows;
    for (let r = 0; r < rows; r++) mix[r] += weight * points[from + r];
  }
}

/** How fast half the sum grows with each weight in use, less the mean of these by weight. */
function slopesInUse({ points, rows, norms, ridge, costs, used, weights, mix }: MixSearch): { readonly slopes: Float64Array; readonly size: number } {
  const slopes = new Float64Array(used.length);
  let mean = 0;
  let longest = 0;
  let other = ridge;
  for (let place = 0; place < used.length; place++) {
    const j = used[place];
    slopes[place] = dot(points, mix, rows, j * rows) + ridge * weights[place] + costs[j];
    mean += weights[place] * slopes[place];
    longest = Math.max(longest, norms[j]);
    other = Math.max(other, Math.abs(costs[j]));
  }
  for (let place = 0; place < used.length; place++) slopes[place] -= mean;
  return { slopes, size: Math.sqrt(longest * dot(mix, mix)) + other };
}

/** Columns out of use by which the sum falls, the fastest first; with a ridge also others that are half as fast, up to as many as are in use. */
function falling({ count, points, rows, norms, ridge, costs, used, weights, isUsed, mix, slopes }: MixSearch, barred: Uint8Array): readonly number[] {
  const squared = dot(mix, mix);
  const length = Math.sqrt(squared);
  let mean = squared;
  let longest = 0;
  for (let place = 0; place < used.length; place++) {
    mean += weights[place] * (ridge * weights[place] + costs[used[place]]);
    longest = Math.max(longest, norms[used[place]]);
  }
  // What a mix of points may be off by rounding counts, too: it matters where they mix to next to nothing.
  const near = SETTLED * length + ROUNDING * Math.sqrt(longest);
  let best = -1;
  let least = 0;
  for (let j = 0; j < count; j++) {
    if (isUsed[j] || barred[j]) continue;
    const slope = dot(points, mix, rows, j * rows) + costs[j] - mean;
    slopes[j] = slope < -near * Math.sqrt(norms[j]) - SETTLED * (Math.abs(costs[j]) + Math.abs(mean)) ? slope : 0;
    if (slopes[j] < least) [best, least] = [j, slopes[j]];
  }
  if (best < 0) return [];
  // Without a ridge columns may be mixes of each other, and few are used in the end.
  if (ridge === 0) return [best];
  const fast = Array.from(slopes.keys()).filter((j) => !isUsed[j] && !barred[j] && slopes[j] <= least / 2);
  return fast.sort((a, b) => slopes[a] - slopes[b]).slice(0, used.length);
}

/** What is to be least. */
export function sumOf({ ridge, costs, used, weights, mix }: MixSearch): number {
  let value = dot(mix, mix);
  for (let place = 0; place < used.length; place++) value += weights[place] * (ridge * weights[place] + 2 * costs[used[place]]);
  return value;
}
