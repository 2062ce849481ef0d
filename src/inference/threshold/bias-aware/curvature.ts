import { householderQr } from '../../../math/householder-qr.ts';
import { leastSquaresSolution } from '../../../math/least-squares-solution.ts';
import { distinctDistances, type ScoredRows, type TooFew, tooFewValues } from '../scored-rows.ts';

/**
 * A rule of thumb for the bound on the second derivative: the largest second derivative of a polynomial of degree four through all rows of a side. It tells
 * what the curve is like on the whole, and promises nothing about it at the cutoff.
 *
 * Errors   too-few-values where a side has fewer than five.
 * Source   Armstrong & Kolesár (2020), Quantitative Economics 11; RDHonest's MROT.
 */
export function curvatureByRule(rows: ScoredRows, column: Float64Array): number | TooFew {
  const refused = tooFewValues(distinctDistances(rows), 5);
  if (refused) return refused;
  const { score, below } = rows;
  return Math.max(steepest(score.subarray(0, below), column.subarray(0, below)), steepest(score.subarray(below), column.subarray(below)));
}

function steepest(score: Float64Array, column: Float64Array): number {
  const scale = Math.max(Math.abs(score[0]), Math.abs(score[score.length - 1]));
  const powers = [0, 1, 2, 3, 4].map((power) => Float64Array.from(score, (x) => (x / scale) ** power));
  const { coefficients: c } = leastSquaresSolution(powers, householderQr(powers), Float64Array.from(column));
  const second = (u: number): number => Math.abs(2 * c[2] + 6 * u * c[3] + 12 * u * u * c[4]) / (scale * scale);
  const [low, high] = [score[0] / scale, score[score.length - 1] / scale];
  const turn = -c[3] / (4 * c[4]);
  return Math.max(second(low), second(high), turn > low && turn < high ? second(turn) : 0);
}
