import { dot } from '../../math/dot.ts';
import { type GrowingFactor, growingFactor } from './growing-factor.ts';

/** Columns that are to be mixed so that they come near to a target. */
export interface SimplexProblem {
  /** Columns one after another, each as long as the target. */
  readonly columns: Float64Array;
  readonly target: Float64Array;
  /** How much the square of each row's difference counts; one where absent. */
  readonly rowWeights?: Float64Array;
  /** Times the sum of squares of the weights, in squared units of the target. */
  readonly ridge?: number;
  /** Times each weight, in squared units of the target: what it costs to use a column. */
  readonly costs?: Float64Array;
  /** Whether a constant may be added to the mix without cost; it is no part of the result. */
  readonly intercept?: boolean;
  /** Weights to set out from: those of a problem that differs little take few steps to the best ones. */
  readonly start?: Float64Array;
}

/** A pivot below this part of what it is taken from is rounding: the column is a mix of those in use. */
const DEPENDENT = 1e-13;
/** How near slopes come to their optimum, as a part of what they are summed from. */
const SETTLED = 1e-13;
const ROUNDING = 1e-16;

/**
 * Weights of columns, none below zero and one in sum, whose mix comes nearest to a target.
 *
 * Model     least sum of rowWeights (columns w - target)^2 + ridge sum of w^2 + sum of costs w. Since weights sum to one, the mix less the target is a mix of the columns less the
 *           target, and the least one is sought among these. Columns come into use, the steepest descent first; with those in use given the best mix lies in closed form,
 *           and where a weight gets to zero on the way there its column goes out of use. Every step lowers the sum, so that no set of columns comes twice.
 * Shapes    columns: count x rows, row-major; target, rowWeights: rows; costs and the result: count.
 * Errors    undefined without columns. Where several mixes are best (a column that is there twice), one of them, the same each time.
 * Source    Wolfe (1976), Mathematical Programming 11, 128-149.
 */
export function simplexWeights(problem: SimplexProblem): Float64Array | undefined {
  const search = begun(problem);
  if (search === undefined) return undefined;
  setOut(search, problem.start);
  settle(search);
  return weightsOf(search);
}

/**
 * The same with each row left out in turn, one a row; each search sets out from the weights of all rows.
 *
 * Model     as of all rows without that one. Where a mix meets all other rows many do, and the search sets out from one column: from the weights of all rows it would end at a mix that
 *           knows the row.
 * Errors    undefined without columns, and with fewer than two rows.
 */
export function weightsWithoutEachRow(problem: Omit<SimplexProblem, 'rowWeights'>): readonly Float64Array[] | undefined {
  const full = problem.target.length < 2 ? undefined : begun(problem);
  if (full === undefined) return undefined;
  setOut(full, problem.start);
  settle(full);
  const start = weightsOf(full);
  const points = new Float64Array(full.points.length);
  const norms = new Float64Array(full.count);
  return Array.from(problem.target, (_, row) => {
    leaveOut(full, row, points, norms, problem.intercept === true);
    const warm = fresh({ ...full, points, norms });
    setOut(warm, start);
    settle(warm);
    if (sumOf(warm) > MET ** 2 * full.lift) return weightsOf(warm);
    const cold = fresh(warm);
    setOut(cold);
    settle(cold);
    return weightsOf(cold);
  });
}

/** A mix that is so near to the target, by the usual length of a column less the target, meets it. */
const MET = 1e-6;

/** The points of a search without a row, and their squared lengths: about the mean of the other rows where an intercept is free. */
function leaveOut({ count, rows, points, norms }: Search, row: number, into: Float64Array, lengths: Float64Array, intercept: boolean): void {
  into.set(points);
  const others = intercept ? 1 / (rows - 1) : 0;
  for (let j = 0; j < count; j++) {
    const own = points[j * rows + row];
    if (intercept) for (let r = j * rows; r < (j + 1) * rows; r++) into[r] += others * own;
    into[j * rows + row] = 0;
    lengths[j] = Math.max(0, norms[j] - (1 + others) * own * own);
  }
}

/** Steps to the best weights. */
function settle(search: Search): void {
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

function weightsOf({ count, used, weights }: Search): Float64Array {
  const result = new Float64Array(count);
  for (const [place, j] of used.entries()) result[j] = weights[place];
  return result;
}

interface Problem {
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

interface Search extends Problem {
  readonly used: number[];
  readonly weights: number[];
  readonly isUsed: Uint8Array;
  readonly factor: GrowingFactor;
  /** The mix of points. */
  readonly mix: Float64Array;
  /** Room for slopes of all columns. */
  readonly slopes: Float64Array;
}

function begun(problem: SimplexProblem): Search | undefined {
  const rows = problem.target.length;
  const count = rows === 0 ? 0 : problem.columns.length / rows;
  if (count === 0) return undefined;
  const { points, unit } = differences(problem, count);
  const norms = new Float64Array(count);
  for (let j = 0; j < count; j++) norms[j] = dot(points, points, rows, j * rows, j * rows);
  const costs = new Float64Array(count);
  if (problem.costs) for (let j = 0; j < count; j++) costs[j] = problem.costs[j] / 2 / unit / unit;
  return fresh({
    count,
    rows,
    points,
    norms,
    ridge: (problem.ridge ?? 0) / unit / unit,
    costs,
    lift: norms.slice().sort()[count >> 1] || 1,
  });
}

/** With no column in use. */
function fresh({ count, rows, points, norms, ridge, costs, lift }: Problem): Search {
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

/** From the weights given, or from the column that is best alone. */
function setOut(search: Search, start?: Float64Array): void {
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

/** Columns less the target, their mean taken off where the intercept is free, by the roots of the row weights; in a unit that is a power of two, so that dividing rounds nothing. */
function differences(
  { columns, target, rowWeights, ridge = 0, intercept = false }: SimplexProblem,
  count: number,
): { readonly points: Float64Array; readonly unit: number } {
  const rows = target.length;
  const shares = rowWeights ?? new Float64Array(rows).fill(1);
  let total = 0;
  for (const share of shares) total += share;
  const roots = shares.map(Math.sqrt);
  const points = new Float64Array(count * rows);
  let largest = 0;
  for (let from = 0; from < points.length; from += rows) {
    let mean = 0;
    if (intercept) for (let r = 0; r < rows; r++) mean += ((columns[from + r] - target[r]) * shares[r]) / total;
    for (let r = 0; r < rows; r++) {
      const point = (columns[from + r] - target[r] - mean) * roots[r];
      points[from + r] = point;
      if (point > largest) largest = point;
      else if (-point > largest) largest = -point;
    }
  }
  // Where all columns are the target, the ridge alone says which mix is best.
  const size = largest > 0 ? largest : Math.sqrt(ridge);
  const unit = size > 0 ? 2 ** Math.ceil(Math.log2(size)) : 1;
  const inverse = 1 / unit;
  for (let e = 0; e < points.length; e++) points[e] *= inverse;
  return { points, unit };
}

/** Takes a column into use, at a weight of zero. */
function enter({ points, rows, ridge, lift, used, weights, isUsed, factor }: Search, j: number): void {
  const row = new Float64Array(used.length + 1);
  for (let place = 0; place < used.length; place++) row[place] = lift + dot(points, points, rows, used[place] * rows, j * rows);
  const own = lift + dot(points, points, rows, j * rows, j * rows) + ridge;
  row[used.length] = own;
  factor.append(row, DEPENDENT * own);
  used.push(j);
  weights.push(0);
  isUsed[j] = 1;
}

function leave({ used, weights, isUsed, factor }: Search, place: number): void {
  isUsed[used[place]] = 0;
  factor.remove(place);
  used.splice(place, 1);
  weights.splice(place, 1);
}

/** Weights to the best ones of the columns in use, until slopes are so small a part of what they are summed from; those that get to zero leave. */
function descend(search: Search, part: number): void {
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
function remix({ points, rows, used, weights, mix }: Search): void {
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
function slopesInUse({ points, rows, norms, ridge, costs, used, weights, mix }: Search): { readonly slopes: Float64Array; readonly size: number } {
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
function falling({ count, points, rows, norms, ridge, costs, used, weights, isUsed, mix, slopes }: Search, barred: Uint8Array): readonly number[] {
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

function sumOf({ ridge, costs, used, weights, mix }: Search): number {
  let value = dot(mix, mix);
  for (let place = 0; place < used.length; place++) value += weights[place] * (ridge * weights[place] + 2 * costs[used[place]]);
  return value;
}
