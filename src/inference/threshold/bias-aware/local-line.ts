import { type Kernel, kernelWeight } from '../kernels.ts';
import { firstAbove, firstFrom, type ScoredRows } from '../scored-rows.ts';

/** The local linear estimate of a jump at the cutoff as a weighted sum of the rows within a bandwidth. */
export interface LocalLine {
  /** Rows from..to - 1 are within the bandwidth; those before `below` are below the cutoff. */
  readonly from: number;
  readonly below: number;
  readonly to: number;
  /** Of these rows: they sum to one above and to minus one below. */
  readonly weights: Float64Array;
  /** Of the same rows: the slope of the line fitted to their own side. */
  readonly slopes: Float64Array;
  /** The largest bias of the jump per unit of the bound on the second derivative. */
  readonly bias: number;
}

/**
 * Weights of the local linear regression on both sides of the cutoff, and their largest bias.
 *
 * Model    On each side the intercept of a weighted regression on the distance. Among all functions whose slope changes by no more than M |x - y| between
 *          any two points of a side, the bias is largest for M x^2 / 2 with opposite signs on the two sides: the kernel is never negative, so the sum
 *          of weights times (distance - s) over rows beyond s has one sign for all s.
 * Shapes   undefined where rows of positive weight have one score only on some side.
 * Source   Armstrong & Kolesár (2020), Quantitative Economics 11, theorem B.3.
 */
export function localLine(rows: ScoredRows, width: number, kernel: Kernel): LocalLine | undefined {
  const { score, below } = rows;
  // A row at the bandwidth counts, though its distance over the bandwidth may be rounded above one.
  const from = firstFrom(score, 0, below, -width);
  const to = firstAbove(score, below, score.length, width);
  const line = { from, below, to, weights: new Float64Array(to - from), slopes: new Float64Array(to - from) };
  const left = fillSide(line, score, width, kernel, from, below, -1);
  const right = fillSide(line, score, width, kernel, below, to, 1);
  return left === undefined || right === undefined ? undefined : { ...line, bias: (left + right) / 2 };
}

function fillSide(
  line: { readonly from: number; readonly weights: Float64Array; readonly slopes: Float64Array },
  score: Float64Array,
  width: number,
  kernel: Kernel,
  from: number,
  to: number,
  sign: 1 | -1,
): number | undefined {
  const weight = kernelWeight[kernel];
  let [s0, s1, s2] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    const u = Math.abs(score[i]) / width;
    const k = weight(Math.min(u, 1));
    line.weights[i - line.from] = k;
    s0 += k;
    s1 += k * u;
    s2 += k * u * u;
  }
  const determinant = s0 * s2 - s1 * s1;
  if (!(determinant > 1e-13 * s0 * s2)) return undefined;
  let squares = 0;
  for (let i = from; i < to; i++) {
    const u = Math.abs(score[i]) / width;
    const k = line.weights[i - line.from] / determinant;
    const w = k * (s2 - s1 * u);
    line.weights[i - line.from] = sign * w;
    line.slopes[i - line.from] = (sign * k * (s0 * u - s1)) / width;
    squares += w * score[i] * score[i];
  }
  return -squares;
}

/** The weighted sum of a column. */
export function jumpOf({ from, weights }: LocalLine, column: Float64Array): number {
  // Of differences from a value nearby, so that a large mean takes no digits.
  const origin = column[from];
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] * (column[from + i] - origin);
  return sum;
}

/** The column less the lines that were fitted to it, one on each side. */
export function residualsOf(line: LocalLine, score: Float64Array, column: Float64Array): Float64Array {
  const residuals = new Float64Array(line.weights.length);
  for (const [from, to, sign] of [[line.from, line.below, -1] as const, [line.below, line.to, 1] as const]) {
    const origin = column[from];
    let [intercept, slope] = [0, 0];
    for (let i = from; i < to; i++) {
      intercept += sign * line.weights[i - line.from] * (column[i] - origin);
      slope += line.slopes[i - line.from] * (column[i] - origin);
    }
    for (let i = from; i < to; i++) residuals[i - line.from] = column[i] - origin - intercept - slope * score[i];
  }
  return residuals;
}

/** How many rows under equal weights would tell as much, and the largest share that one row has in the sum of squared weights. */
export function reachOf(rows: ScoredRows, line: LocalLine, width: number): { readonly effectiveRows: number; readonly leverage: number } {
  const [own, largest] = squaresOf(line.weights);
  const even = localLine(rows, width, 'uniform');
  return { effectiveRows: even ? (line.weights.length * squaresOf(even.weights)[0]) / own : line.weights.length, leverage: largest / own };
}

function squaresOf(weights: Float64Array): readonly [sum: number, largest: number] {
  let [sum, largest] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    const square = weights[i] * weights[i];
    sum += square;
    largest = Math.max(largest, square);
  }
  return [sum, largest];
}
