import type { Wording } from './words.ts';

/** Errors in a study of a feature that units chose by themselves. */
export interface OptInFacts {
  'opt-in-covariates-missing': Record<never, never>;
  'opt-in-ato': { estimator: string };
  'opt-in-partially-linear': { estimand: string };
  'opt-in-instrument-missing': Record<never, never>;
  'opt-in-instrument-role': { column: string; as: string };
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
  'opt-in-partially-linear': (f) => [
    `\`estimator: partially-linear\` weighs units by how open their choice is, which is not \`estimand: ${f.estimand}\`.`,
    'Write `estimand: ato`, or `estimator: aipw`.',
  ],
  'opt-in-instrument-missing': () => [
    'The study names no instrument, and `estimator: instrument` needs one.',
    'Name under `design.instrument` the column of what moved the choice and nothing else, such as 1 where a user was invited; or write `estimator: aipw`.',
  ],
  'opt-in-instrument-role': (f) => [
    `"${f.column}" is the instrument and ${f.as}.`,
    'Take it out of one of both: an instrument moves the choice, and the outcome only through it.',
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
