import type { Ordering } from './orderings.ts';

/** What a search is told: plain data and typed arrays, so that another thread can do it. */
export interface Problem {
  readonly orderings: readonly Ordering[];
  /** What each arm brings, one a row, weights and costs counted; ties are broken in it already. */
  readonly gains: readonly Float64Array[];
  /** The fewest rows of a leaf. */
  readonly leastLeaf: number;
}

/** A tree by places: rows whose code in an ordering is at most `code` go left. */
export type Shape =
  | { readonly kind: 'leaf'; readonly arm: number; readonly value: number }
  | { readonly kind: 'cut'; readonly ordering: number; readonly code: number; readonly left: Shape; readonly right: Shape; readonly value: number };

/** What differs by less than this part of all that could be gained differs by rounding. */
const rounding = 2 ** -44;

/** The sum over rows of the largest gain in size: what rounding is in proportion to. */
export function scaleOf(gains: readonly Float64Array[]): number {
  let sum = 0;
  for (let i = 0; i < gains[0].length; i++) {
    let most = 0;
    for (const gain of gains) most = Math.max(most, Math.abs(gain[i]));
    sum += most;
  }
  return sum;
}

export const slackOf = ({ gains }: Problem): number => rounding * scaleOf(gains);

/** The same problem of some of its rows, with no codes that none of them has; `codes` says which code each was. */
export function amongRows(problem: Problem, rows: Int32Array): Problem & { readonly codesBefore: readonly Int32Array[] } {
  const gains = problem.gains.map((gain) => at(gain, rows, new Float64Array(rows.length)));
  const recoded = problem.orderings.map(({ codes, size }) => {
    const seen = new Int32Array(size);
    for (const row of rows) seen[codes[row]] = 1;
    let count = 0;
    const before = new Int32Array(size);
    for (let code = 0; code < size; code++) {
      if (seen[code] === 0) continue;
      before[count] = code;
      seen[code] = count++;
    }
    const own = new Int32Array(rows.length);
    for (let i = 0; i < own.length; i++) own[i] = seen[codes[rows[i]]];
    return { codes: own, size: count, before: before.slice(0, count) };
  });
  return {
    ...problem,
    gains,
    orderings: problem.orderings.map((ordering, j) => ({ ...ordering, codes: recoded[j].codes, size: recoded[j].size })),
    codesBefore: recoded.map(({ before }) => before),
  };
}

/** The places of all rows. */
export const placesOf = ({ gains }: Pick<Problem, 'gains'>): Int32Array => Int32Array.from(gains[0], (_, i) => i);

/** The values at some places. A plain loop: calling a function for each took most of the time of a search. */
function at<T extends Float64Array | Int32Array>(values: T, places: Int32Array, into: T): T {
  for (let i = 0; i < into.length; i++) into[i] = values[places[i]];
  return into;
}

/** The best arm of all rows; of arms that are worth the same the first. */
export function bestLeaf({ gains }: Pick<Problem, 'gains'>): Shape & { readonly kind: 'leaf' } {
  let [arm, value] = [0, -Infinity];
  for (const [k, gain] of gains.entries()) {
    let sum = 0;
    for (const one of gain) sum += one;
    if (sum > value) [arm, value] = [k, sum];
  }
  return { kind: 'leaf', arm, value };
}

/** Rows of each side of a cut, in their order: of all, or of some. */
export function sidesOf({ codes }: Ordering, code: number, rows?: Int32Array): { readonly left: Int32Array; readonly right: Int32Array } {
  const n = rows ? rows.length : codes.length;
  const [left, right] = [new Int32Array(n), new Int32Array(n)];
  let [lefts, rights] = [0, 0];
  for (let i = 0; i < n; i++) {
    const row = rows ? rows[i] : i;
    if (codes[row] <= code) left[lefts++] = row;
    else right[rights++] = row;
  }
  return { left: left.slice(0, lefts), right: right.slice(0, rights) };
}
