import { factorNormalEquations, solveNormalEquations } from '../../math/normal-equations.ts';
import { comomentOf, type Moments } from '../../moments/moments.ts';

/**
 * A row's influence where probabilities were estimated: the part that its weighted term shares with the scores of their regression is removed,
 * because the fit has taken it out of the mean.
 *
 * Model   influence = terms - c's, c the coefficients of the weighted part regressed on the scores s; for weights that are 1 over the estimated
 *         probability the derivative of the mean by the coefficients is minus the covariance with the scores.
 * Source  Hirano, Imbens & Ridder (2003), Econometrica 71; Newey & McFadden (1994), Handbook of Econometrics 4, ch. 36, sec. 6.
 */
export function withoutScores(
  m: Moments,
  terms: Readonly<Record<string, number>>,
  weighted: readonly string[],
  scores: readonly string[],
): Readonly<Record<string, number>> {
  if (scores.length === 0) return terms;
  const gram = Float64Array.from(scores.flatMap((a) => scores.map((b) => comomentOf(m, a, b))));
  const shared = Float64Array.from(scores, (score) => weighted.reduce((sum, name) => sum + terms[name] * comomentOf(m, name, score), 0));
  const system = factorNormalEquations(gram, scores.length);
  if (!system) return terms;
  const { solution: slopes } = solveNormalEquations(system, shared);
  return { ...terms, ...Object.fromEntries(scores.map((score, i) => [score, -slopes[i]])) };
}
