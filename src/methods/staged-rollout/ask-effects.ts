import { type Effects, effectsOfMeans, type MeanEstimator } from '../../inference/staged/effects.ts';
import type { Base } from '../../inference/staged/group-time.ts';
import type { RefusedCell } from '../../inference/staged/unit-effects.ts';
import type { Asking } from '../../relation/asking.ts';
import { askCrossSection, askPanel } from './ask-strata.ts';
import { askUnits } from './ask-units.ts';
import type { Staged } from './options.ts';

/** Effects on an outcome, and who is in them. */
export interface AskedEffects extends Effects {
  /** Units, or rows of a cross-section, of cohorts in the estimates. */
  readonly units: number;
  /** Units that lack the outcome in some period: they are in those comparisons for which they were seen. Of a cross-section the rows that lack it. */
  readonly gaps: number;
  /** Units without a covariate in some period: they are in those comparisons for whose base period it is known. */
  readonly unknown: number;
  /** Cohorts that are left out, since one unit or one cluster alone says nothing of chance. */
  readonly single: readonly number[];
  readonly refused: readonly RefusedCell[];
}

const byMeans: Readonly<Record<Staged['rollout']['estimator'], MeanEstimator>> = {
  'doubly-robust': 'group-time',
  regression: 'group-time',
  weighting: 'group-time',
  imputation: 'imputation',
  interaction: 'interaction',
  // Shown beside the average of effects, which its own coefficient is not.
  'two-way': 'group-time',
};

/** Estimators that read units which were seen in every period. */
export const ofWholeUnits = (estimator: Staged['rollout']['estimator']): boolean => estimator === 'imputation' || estimator === 'two-way';

/** Effects by cohort and period: from moments where no unit lacks a period and no covariate is asked for, else unit by unit. */
export function* askEffects(c: Staged, base: Base = c.rollout.base): Asking<AskedEffects> {
  const { rollout, covariates } = c;
  const { comparison, anticipation, estimator } = rollout;
  const options = { comparison, anticipation, base };
  if (covariates.length > 0) return yield* askUnits(c, options);
  const asked = yield* rollout.shape === 'panel' ? askPanel(rollout, c) : askCrossSection(rollout, c);
  if (rollout.shape === 'panel' && asked.gaps > 0 && !ofWholeUnits(estimator)) return yield* askUnits(c, options);
  const { strata, errors, ...who } = asked;
  return { ...effectsOfMeans(strata, errors, byMeans[estimator], options), ...who, unknown: 0, refused: [] };
}
