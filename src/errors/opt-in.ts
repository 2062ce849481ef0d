import type { Wording } from './words.ts';

/** Errors in a study of a feature that units chose by themselves. */
export interface OptInFacts {
  'opt-in-covariates-missing': Record<never, never>;
  'opt-in-regression-ato': Record<never, never>;
}

export const optInWording: Wording<OptInFacts> = {
  'opt-in-covariates-missing': () => [
    'Units chose by themselves, and the study names nothing to compare them by: their plain difference is no effect.',
    'Name under `covariates` what was known of each unit before it chose, such as past use, plan and tenure.',
  ],
  'opt-in-regression-ato': () => [
    'Units that could have been in either arm are known by their chance of it, which `estimator: regression` does not ask for.',
    'Write `estimator: aipw` or `weighting`, or `estimand: ate`.',
  ],
};
