import { dot } from '../../math/dot.ts';
import { again, fresh, type MixSearch, setOut, settle, sumOf, weightsOf } from './simplex-search.ts';

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
}

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
  setOut(search);
  settle(search);
  return weightsOf(search);
}

/**
 * The same by one choice of row weights after another: each search sets out from the weights of the one before, which are mostly near, in room that is made once. The result is
 * overwritten by the next.
 *
 * Errors    undefined without columns.
 */
export function weightsInTurn({ columns, target }: Pick<SimplexProblem, 'columns' | 'target'>): (rowWeights: Float64Array) => Float64Array | undefined {
  const even = begun({ columns, target });
  if (even === undefined) return () => undefined;
  const { count, rows } = even;
  const [points, norms, sorted, found] = [new Float64Array(even.points.length), new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const room = fresh({ ...even, points, norms });
  let start: Float64Array | undefined;
  return (rowWeights) => {
    for (let r = 0; r < rows; r++) {
      const root = Math.sqrt(rowWeights[r]);
      for (let at = r; at < points.length; at += rows) points[at] = even.points[at] * root;
    }
    for (let j = 0; j < count; j++) norms[j] = dot(points, points, rows, j * rows, j * rows);
    sorted.set(norms);
    const search = again(room, sorted.sort()[count >> 1] || 1);
    setOut(search, start);
    settle(search);
    start = weightsOf(search, found);
    return start;
  };
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
  setOut(full);
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
function leaveOut({ count, rows, points, norms }: MixSearch, row: number, into: Float64Array, lengths: Float64Array, intercept: boolean): void {
  into.set(points);
  const others = intercept ? 1 / (rows - 1) : 0;
  for (let j = 0; j < count; j++) {
    const own = points[j * rows + row];
    if (intercept) for (let r = j * rows; r < (j + 1) * rows; r++) into[r] += others * own;
    into[j * rows + row] = 0;
    lengths[j] = Math.max(0, norms[j] - (1 + others) * own * own);
  }
}

function begun(problem: SimplexProblem): MixSearch | undefined {
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
  for (let e = 0; e < points.length; e++) points[e] /= unit;
  return { points, unit };
}
