import { coefficientWeights, weightedSum } from '../coefficient-weights.ts';
import { distinctDistances, type ScoredRows, type TooClose, type TooFew, tooFewValues } from '../scored-rows.ts';

/**
 * A rule of thumb for the bound on the second derivative: the largest second derivative of a polynomial of degree four through all rows of a side. It tells
 * what the curve is like on the whole, and promises nothing about it at the cutoff.
 *
 * Errors   few-values where a side has fewer than five distinct scores; scores-too-close.
 * Source   Armstrong & Kolesár (2020), Quantitative Economics 11; RDHonest's MROT.
 */
export function curvatureByRule(rows: ScoredRows, column: Float64Array): number | TooFew | TooClose {
  const refused = tooFewValues(distinctDistances(rows), 5);
  if (refused) return refused;
  const { score, below } = rows;
  const left = steepest(score.subarray(0, below), column.subarray(0, below));
  const right = steepest(score.subarray(below), column.subarray(below));
  if (left === undefined) return { refused: 'scores-too-close', side: 'below' };
  return right === undefined ? { refused: 'scores-too-close', side: 'above' } : Math.max(left, right);
}

function steepest(score: Float64Array, column: Float64Array): number | undefined {
  const scale = Math.max(Math.abs(score[0]), Math.abs(score[score.length - 1]));
  const u = score.map((x) => x / scale);
  const weights = coefficientWeights(u, new Float64Array(u.length).fill(1), { degree: 4 }, [2, 3, 4]);
  if (!weights) return undefined;
  const [c2, c3, c4] = weights.powers.map((own) => weightedSum(own, column));
  const second = (at: number): number => Math.abs(2 * c2 + 6 * at * c3 + 12 * at * at * c4) / (scale * scale);
  const [low, high] = [u[0], u[u.length - 1]];
  const turn = -c3 / (4 * c4);
  return Math.max(second(low), second(high), turn > low && turn < high ? second(turn) : 0);
}
