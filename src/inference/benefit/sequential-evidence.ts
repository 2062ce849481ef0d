import { quantileOf } from '../wald.ts';
import { normal, type ScoreEstimate } from './score-estimate.ts';

/** Where a fold's own t and the normal are made to agree. */
const far = 0.975;

/**
 * What folds say together when each was predicted by a model of the folds before it alone.
 *
 * Model     Each fold's estimate over its error is standard normal given all folds before, where there is nothing to find: their sum over the root of their number is so too, whatever
 *           the models have in common. A fold of few clusters has a t instead: its error is taken larger by as much as its 97.5 % quantile is beyond the normal one. The estimate weighs folds by one over their errors, so that estimate / error is that sum. Crossed folds, where each is predicted by models of
 *           all others, do not have this: two folds that agree by chance are then counted twice.
 * Shapes    K - 1 estimates of K folds, the first of which only trains. Folds without an answer (all predicted alike) are left out: they say nothing.
 * Errors    undefined where no fold has an error.
 * Source    Wager (2024), Sequential validation of treatment heterogeneity, arXiv:2405.05534; Luedtke & van der Laan (2016), Annals of Statistics 44.
 */
export function sequentialEvidence(folds: readonly ScoreEstimate[]): ScoreEstimate | undefined {
  const telling = folds.filter(({ standardError }) => standardError > 0);
  if (telling.length === 0) return undefined;
  const errors = telling.map(({ standardError, reference }) => (standardError * quantileOf(reference, far)) / quantileOf(normal, far));
  const precision = errors.reduce((sum, error) => sum + 1 / error, 0);
  const evidence = telling.reduce((sum, { value }, k) => sum + value / errors[k], 0);
  return { value: evidence / precision, standardError: Math.sqrt(telling.length) / precision, reference: normal };
}
