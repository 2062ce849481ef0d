import { normal, type ScoreEstimate } from './score-estimate.ts';

/**
 * What folds say together when each was predicted by a model of the folds before it alone.
 *
 * Model     Each fold's estimate over its error is standard normal given all folds before, where there is nothing to find: their sum over the root of their number is so too, whatever
 *           the models have in common. The estimate weighs folds by one over their errors, so that estimate / error is that sum. Crossed folds, where each is predicted by models of
 *           all others, do not have this: two folds that agree by chance are then counted twice.
 * Shapes    K - 1 estimates of K folds, the first of which only trains. Folds without an answer (all predicted alike) are left out: they say nothing.
 * Errors    undefined where no fold has an error.
 * Source    Wager (2024), Sequential validation of treatment heterogeneity, arXiv:2405.05534; Luedtke & van der Laan (2016), Annals of Statistics 44.
 */
export function sequentialEvidence(folds: readonly ScoreEstimate[]): ScoreEstimate | undefined {
  const telling = folds.filter(({ standardError }) => standardError > 0);
  if (telling.length === 0) return undefined;
  const precision = telling.reduce((sum, { standardError }) => sum + 1 / standardError, 0);
  const evidence = telling.reduce((sum, { value, standardError }) => sum + value / standardError, 0);
  return { value: evidence / precision, standardError: Math.sqrt(telling.length) / precision, reference: normal };
}
