import { effectsOfMeans, type MeanEstimator } from '../../inference/staged/effects.ts';
import type { Base } from '../../inference/staged/group-time.ts';
import { sampledErrors, weightsOfEffects, weightsOfMeans } from '../../inference/staged/sampled-errors.ts';
import type { Asking } from '../../relation/asking.ts';
import { askRows } from './ask-rows.ts';
import { type AskedStrata, askCrossSection, askPanel } from './ask-strata.ts';
import { askUnits } from './ask-units.ts';
import { type AskedEffects, ofWholeUnits } from './asked-effects.ts';
import type { Staged } from './options.ts';

const byMeans: Readonly<Record<Staged['rollout']['estimator'], MeanEstimator>> = {
  'doubly-robust': 'group-time',
  regression: 'group-time',
  weighting: 'group-time',
  imputation: 'imputation',
  interaction: 'interaction',
  // Shown beside the average of effects, which its own coefficient is not.
  'two-way': 'group-time',
};

/** The same with periods before the start, which are compared as those after it are: of imputation and of the two-way regression, which say nothing of them, the effects by cohort and period. */
export function askTrends(c: Staged): Asking<AskedEffects> {
  const { estimator } = c.rollout;
  const own = estimator === 'imputation' || estimator === 'two-way' ? 'doubly-robust' : estimator;
  return askEffects({ ...c, rollout: { ...c.rollout, estimator: own } }, 'universal');
}

/** Means of cohorts by period, whatever the rows are. */
export function* askStrata(c: Staged): Asking<AskedStrata> {
  const { rollout, sampled } = c;
  const asked = yield* rollout.shape === 'panel' ? askPanel(rollout, c) : askCrossSection(rollout, c);
  return sampled ? { ...asked, errors: sampledErrors(asked.errors, weightsOfMeans(asked.strata), sampled) } : asked;
}

/** Effects by cohort and period: from moments where no unit lacks a period and no covariate is asked for, else unit by unit. */
export function* askEffects(c: Staged, base: Base = c.rollout.base): Asking<AskedEffects> {
  const { rollout, covariates, sampled } = c;
  const byUnits = (found: AskedEffects): AskedEffects =>
    sampled ? { ...found, errors: sampledErrors(found.errors, weightsOfEffects(found.of, found.cells), sampled) } : found;
  const { comparison, anticipation, estimator } = rollout;
  const options = { comparison, anticipation, base };
  if (covariates.length > 0) return byUnits(yield* rollout.shape === 'panel' ? askUnits(c, options) : askRows(c, options));
  const asked = yield* askStrata(c);
  if (rollout.shape === 'panel' && asked.gaps.size > 0 && !ofWholeUnits(estimator)) return byUnits(yield* askUnits(c, options));
  const { strata, errors, ...who } = asked;
  return { ...effectsOfMeans(strata, errors, byMeans[estimator], options), ...who, unknown: 0, refused: [], weighted: [] };
}
