import type { ScoredRows } from '../scored-rows.ts';
import { type LocalLine, residualsOf } from './local-line.ts';
import { nearestDeviations } from './nearest-deviations.ts';

/** What the error of a jump is taken from: deviations from nearby rows, or residuals of the fit; residuals are summed by cluster where rows have clusters. */
export type ErrorSource = 'nearest' | 'residuals';

const neighbours = 3;

/**
 * What each row within the bandwidth adds to the error of the jump in a column: the variance is the sum of squares, the covariance of two jumps that of products.
 * With clusters it is one term a cluster.
 *
 * Model    weight times deviation. Deviations from nearby rows are right whatever the curve between them; residuals carry the misfit.
 * Source   Armstrong & Kolesár (2020), Quantitative Economics 11; Abadie & Imbens (2006), Econometrica 74; Liang & Zeger (1986), Biometrika 73.
 */
export function errorTerms(rows: ScoredRows, line: LocalLine, column: Float64Array, source: ErrorSource): Float64Array {
  const { score, clusters } = rows;
  const { from, below, to, weights } = line;
  if (clusters) {
    const residuals = residualsOf(line, score, column);
    const sums = new Map<number, number>();
    for (let i = 0; i < weights.length; i++) sums.set(clusters[from + i], (sums.get(clusters[from + i]) ?? 0) + weights[i] * residuals[i]);
    return Float64Array.from(sums.values());
  }
  if (source === 'residuals') return residualsOf(line, score, column).map((residual, i) => weights[i] * residual);
  // Neighbours are sought among rows that count: a kernel leaves those at the bandwidth without weight.
  const [start, end] = [weights[0] === 0 ? firstOther(score, from, 1) : from, weights[weights.length - 1] === 0 ? firstOther(score, to - 1, -1) + 1 : to];
  const terms = new Float64Array(weights.length);
  for (const [first, last] of [[start, below] as const, [below, end] as const]) {
    const deviations = nearestDeviations(score, column, first, last, neighbours);
    for (let i = first; i < last; i++) terms[i - from] = weights[i - from] * deviations[i - first];
  }
  return terms;
}

function firstOther(score: Float64Array, at: number, step: 1 | -1): number {
  let i = at;
  while (score[i] === score[at]) i += step;
  return i;
}
