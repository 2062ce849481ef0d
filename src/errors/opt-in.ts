import type { Wording } from './words.ts';

/** Errors in a study of a feature that units chose by themselves. */
export interface OptInFacts {
  'opt-in-covariates-missing': Record<never, never>;
  'opt-in-ato': { estimator: string };
  'opt-in-negative-control': { column: string; as: 'covariate' | 'outcome' };
  'opt-in-matching-cluster': { cluster: string };
  'opt-in-matching-once': Record<never, never>;
}

export const optInWording: Wording<OptInFacts> = {
  'opt-in-covariates-missing': () => [
    'Units chose by themselves, and the study names nothing to compare them by: their plain difference is no effect.',
    'Name under `covariates` what was known of each unit before it chose, such as past use, plan and tenure.',
  ],
  'opt-in-ato': (f) => [
    `Units that could have been in either arm are known by their chance of it, which \`estimator: ${f.estimator}\` does not weigh them by.`,
    'Write `estimator: aipw` or `weighting`, or `estimand: ate`.',
  ],
  'opt-in-negative-control': (f) => [
    `"${f.column}" is a negative control and ${f.as === 'outcome' ? 'an outcome' : 'a covariate'}.`,
    f.as === 'outcome'
      ? 'Name a column that the feature cannot have changed, such as the outcome of the month before.'
      : 'Take it out of one of both: adjusted for itself, it has no effect, whatever is hidden.',
  ],
  'opt-in-matching-cluster': (f) => [
    `No error of matching is known where units of one ${f.cluster} are alike.`,
    'Write `estimator: aipw` or `weighting`, whose errors are added up by clusters; or take cluster out.',
  ],
  'opt-in-matching-once': () => [
    'Matches that are used once cannot stand for all units: one arm is larger than the other.',
    'Write `estimand: att`, or `matching: {replace: true}`.',
  ],
};
