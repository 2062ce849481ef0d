import { addAt, countAt, countTree, extremesBetween, placeReaching, prefixTree, widthOf } from './prefix-tree.ts';
import type { Problem } from './problem.ts';

/**
 * Rows in the order in which they join one side of a first cut: `starts[g]` is where the g-th group begins, whose rows have one code and join together.
 */
export interface Joining {
  readonly rows: Int32Array;
  readonly starts: Int32Array;
}

/** Rows by a code, ascending; groups are codes, of which each has a row. */
export function joining(codes: Int32Array, size: number): Joining {
  const starts = new Int32Array(size + 1);
  for (const code of codes) starts[code + 1]++;
  for (let g = 0; g < size; g++) starts[g + 1] += starts[g];
  const next = starts.slice();
  const rows = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) rows[next[codes[i]]++] = i;
  return { rows, starts };
}

/** The same from the other end. */
export function reversed({ rows, starts }: Joining): Joining {
  const groups = starts.length - 1;
  return { rows: rows.toReversed(), starts: Int32Array.from(starts, (_, g) => rows.length - starts[groups - g]) };
}

/**
 * The value of the best tree of one cut, or of none, over those who have joined, after each group.
 *
 * Model    of two arms, a left of the cut and b right of it, the value is the sum of b plus a running sum of what a brings more than b, in the order of the column that is cut: the
 *          best cut is where that is highest. A tree of running sums finds it again after each row that joins in log n steps, where looking through all cuts takes n.
 * Shapes   one number a group.
 */
export function bestOfOneCut(problem: Problem, { rows, starts }: Joining): Float64Array {
  const groups = starts.length - 1;
  const { gains, orderings, leastLeaf } = problem;
  const totals = gains.map((gain) => runningTotals(gain, rows, starts));
  const best = new Float64Array(groups);
  for (let g = 0; g < groups; g++) {
    best[g] = -Infinity;
    for (const total of totals) if (total[g] > best[g]) best[g] = total[g];
  }
  for (let a = 0; a < gains.length; a++) {
    for (let b = a + 1; b < gains.length; b++) {
      const more = moreOf(gains[a], gains[b], rows);
      for (const { codes, size } of orderings) {
        if (size < 2) continue;
        const [first, second] = [totals[a], totals[b]];
        const raised = groups * size < rows.length * Math.log2(size) ? raiseByScan : leastLeaf > 1 ? raiseWithin : raise;
        raised(best, first, second, more, { rows, starts }, codes, size, leastLeaf);
      }
    }
  }
  return best;
}

/** What one arm brings more than another, in the order in which rows join. */
function moreOf(one: Float64Array, other: Float64Array, rows: Int32Array): Float64Array {
  const more = new Float64Array(rows.length);
  for (let i = 0; i < more.length; i++) more[i] = one[rows[i]] - other[rows[i]];
  return more;
}

function runningTotals(gain: Float64Array, rows: Int32Array, starts: Int32Array): Float64Array {
  const totals = new Float64Array(starts.length - 1);
  let sum = 0;
  for (let g = 0; g < totals.length; g++) {
    for (let i = starts[g]; i < starts[g + 1]; i++) sum += gain[rows[i]];
    totals[g] = sum;
  }
  return totals;
}

function raise(best: Float64Array, ofA: Float64Array, ofB: Float64Array, more: Float64Array, { rows, starts }: Joining, codes: Int32Array, size: number): void {
  const tree = prefixTree(widthOf(size));
  const { nodes } = tree;
  for (let g = 0; g < best.length; g++) {
    for (let i = starts[g]; i < starts[g + 1]; i++) addAt(tree, codes[rows[i]], more[i]);
    const [left, right] = [ofB[g] + nodes[4], ofA[g] - nodes[5]];
    if (left > best[g]) best[g] = left;
    if (right > best[g]) best[g] = right;
  }
}

/** Where there are so few groups and codes that looking through all cuts takes less than keeping them in a tree. */
function raiseByScan(
  best: Float64Array,
  ofA: Float64Array,
  ofB: Float64Array,
  more: Float64Array,
  { rows, starts }: Joining,
  codes: Int32Array,
  size: number,
  least: number,
): void {
  const [sums, counts] = [new Float64Array(size), new Int32Array(size)];
  for (let g = 0; g < best.length; g++) {
    for (let i = starts[g]; i < starts[g + 1]; i++) {
      const code = codes[rows[i]];
      sums[code] += more[i];
      counts[code]++;
    }
    const joined = starts[g + 1];
    let [sum, count, high, low] = [0, 0, -Infinity, Infinity];
    for (let code = 0; code + 1 < size; code++) {
      sum += sums[code];
      count += counts[code];
      if (count < least || joined - count < least) continue;
      if (sum > high) high = sum;
      if (sum < low) low = sum;
    }
    const [left, right] = [ofB[g] + high, ofA[g] - low];
    if (left > best[g]) best[g] = left;
    if (right > best[g]) best[g] = right;
  }
}

/** Where both sides of the second cut must have some rows. */
function raiseWithin(
  best: Float64Array,
  ofA: Float64Array,
  ofB: Float64Array,
  more: Float64Array,
  { rows, starts }: Joining,
  codes: Int32Array,
  size: number,
  least: number,
): void {
  const [tree, counts] = [prefixTree(widthOf(size)), countTree(widthOf(size))];
  const extremes = new Float64Array(2);
  for (let g = 0; g < best.length; g++) {
    for (let i = starts[g]; i < starts[g + 1]; i++) {
      const code = codes[rows[i]];
      addAt(tree, code, more[i]);
      countAt(counts, code);
    }
    const joined = starts[g + 1];
    if (joined < 2 * least) continue;
    const first = placeReaching(counts, least);
    const last = placeReaching(counts, joined - least + 1) - 1;
    if (first > last) continue;
    extremesBetween(tree, first, last, extremes);
    const [left, right] = [ofB[g] + extremes[0], ofA[g] - extremes[1]];
    if (left > best[g]) best[g] = left;
    if (right > best[g]) best[g] = right;
  }
}
