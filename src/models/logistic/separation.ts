import { blockRows } from '../../math/simd/workspace.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import { type BinaryRows, blocksOf, predictorsInto } from './binary-rows.ts';

/** How a column of zeros and ones meets the outcome: rows, ones of the column, events, and both at once. */
export interface Cells {
  readonly n: number;
  readonly ones: number;
  readonly events: number;
  readonly both: number;
}

export interface PerfectPredictor {
  /** Rows with a one in the column, or with a zero. */
  readonly rows: number;
  readonly value: 0 | 1;
  /** What the outcome is on all of them. */
  readonly outcome: 0 | 1;
}

/** Rows with one value of the column, on which the outcome never changes: its coefficient is then infinite. */
export function perfectPredictor({ n, ones, events, both }: Cells): PerfectPredictor | undefined {
  if (ones > 0 && (both === 0 || both === ones)) return { rows: ones, value: 1, outcome: both === 0 ? 0 : 1 };
  const [zeros, rest] = [n - ones, events - both];
  return zeros > 0 && (rest === 0 || rest === zeros) ? { rows: zeros, value: 0, outcome: rest === 0 ? 0 : 1 } : undefined;
}

/** From moments, for a column that holds zeros and ones; undefined for any other. */
export function cellsIn(m: Moments, column: string, outcome: string): Cells | undefined {
  const [mean, share] = [meanOf(m, column), meanOf(m, outcome)];
  const squares = comomentOf(m, column, column) / m.n + mean * mean;
  if (!(mean >= 0 && mean <= 1 && Math.abs(squares - mean) <= 1e-9)) return undefined;
  const both = comomentOf(m, column, outcome) + m.n * mean * share;
  return { n: m.n, ones: Math.round(mean * m.n), events: Math.round(share * m.n), both: Math.round(both) };
}

/** Zero or one, told without a branch for each: which of them comes next cannot be foretold. */
export const isBinary = (x: number): boolean => x * (x - 1) === 0;

/** From rows; undefined for a column that holds other values than zeros and ones. */
export function countCells(column: Float64Array, outcome: Float64Array): Cells | undefined {
  let [ones, events, both] = [0, 0, 0];
  for (let i = 0; i < column.length; i++) {
    const x = column[i];
    if (!isBinary(x)) return undefined;
    ones += x;
    events += outcome[i];
    both += x * outcome[i];
  }
  return { n: column.length, ones, events, both };
}

/** How a direction tells events from the rest: rows on the wrong side of zero, on it, and in all. */
export interface SideCounts {
  readonly wrong: number;
  readonly undecided: number;
  readonly rows: number;
}

/** Less than this share of the largest predictor is zero: of undecided rows the direction keeps some rounding. */
const least = 1e-3;

export function sidesOf(rows: BinaryRows, direction: Float64Array): SideCounts {
  const predictor = new Float64Array(blockRows);
  let largest = 0;
  for (const { from, size } of blocksOf(rows.outcome.length)) {
    predictorsInto(predictor, rows, direction, from, size);
    for (let r = 0; r < size; r++) largest = Math.max(largest, Math.abs(predictor[r]));
  }
  let [wrong, undecided] = [0, 0];
  for (const { from, size } of blocksOf(rows.outcome.length)) {
    predictorsInto(predictor, rows, direction, from, size);
    for (let r = 0; r < size; r++) {
      if (Math.abs(predictor[r]) <= least * largest) undecided++;
      else if (predictor[r] > 0 !== (rows.outcome[from + r] === 1)) wrong++;
    }
  }
  return { wrong, undecided, rows: rows.outcome.length };
}
