import { type Problem, slackOf } from '../problem.ts';

/** A search for trees that use no more than they may of something. */
export interface UsingProblem extends Problem {
  /** What each arm uses, one a row, weights counted. */
  readonly uses: readonly Float64Array[];
}

/** What rows of each side of a cut get, by its place among the gains; where all get the same there is no cut. */
export interface Choice {
  readonly value: number;
  readonly use: number;
  readonly left: number;
  readonly right: number;
  readonly cut?: { readonly ordering: number; readonly code: number };
}

/** What is told of every choice; `ordering` is -1 where all rows get the same. */
type Visit = (value: number, use: number, left: number, right: number, ordering: number, code: number) => void;

/** All choices of some rows: none first, then every cut of every column with any two arms, by sums up to each code. */
export function everyCut({ orderings, gains, uses, leastLeaf }: UsingProblem, rows: Int32Array, visit: Visit): void {
  const values = gains.map((gain) => sumAt(gain, rows));
  const used = uses.map((use) => sumAt(use, rows));
  for (let k = 0; k < gains.length; k++) visit(values[k], used[k], k, k, -1, 0);
  for (const [ordering, { codes, size }] of orderings.entries()) {
    const counts = countsBy(codes, size, rows);
    const gainsTo = gains.map((gain) => sumsUpTo(gain, codes, size, rows));
    const usesTo = uses.map((use) => sumsUpTo(use, codes, size, rows));
    let lefts = 0;
    for (let code = 0; code + 1 < size; code++) {
      lefts += counts[code];
      if (counts[code] === 0 || lefts < leastLeaf || rows.length - lefts < leastLeaf) continue;
      for (let a = 0; a < gains.length; a++) {
        for (let b = 0; b < gains.length; b++) {
          if (a === b) continue;
          visit(gainsTo[a][code] + values[b] - gainsTo[b][code], usesTo[a][code] + used[b] - usesTo[b][code], a, b, ordering, code);
        }
      }
    }
  }
}

/** The best choice that uses no more than there is room for, exactly; undefined where none does. Of those that are worth the same the first. */
export function bestChoice(problem: UsingProblem, rows: Int32Array, room: number): Choice | undefined {
  const slack = slackOf(problem);
  let [bestValue, bestUse, bestLeft, bestRight, bestOrdering, bestCode] = [-Infinity, 0, -1, -1, -1, 0];
  everyCut(problem, rows, (value, use, left, right, ordering, code) => {
    if (use <= room && value > bestValue + slack) [bestValue, bestUse, bestLeft, bestRight, bestOrdering, bestCode] = [value, use, left, right, ordering, code];
  });
  if (bestLeft < 0) return undefined;
  return { value: bestValue, use: bestUse, left: bestLeft, right: bestRight, ...(bestOrdering >= 0 && { cut: { ordering: bestOrdering, code: bestCode } }) };
}

function countsBy(codes: Int32Array, size: number, rows: Int32Array): Int32Array {
  const counts = new Int32Array(size);
  for (let i = 0; i < rows.length; i++) counts[codes[rows[i]]]++;
  return counts;
}

function sumsUpTo(values: Float64Array, codes: Int32Array, size: number, rows: Int32Array): Float64Array {
  const sums = new Float64Array(size);
  for (let i = 0; i < rows.length; i++) sums[codes[rows[i]]] += values[rows[i]];
  for (let code = 1; code < size; code++) sums[code] += sums[code - 1];
  return sums;
}

function sumAt(values: Float64Array, rows: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) sum += values[rows[i]];
  return sum;
}
