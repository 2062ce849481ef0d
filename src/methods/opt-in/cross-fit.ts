import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { contentOrder } from '../../inference/observed/content-order.ts';
import { chancesOutOfFold, crossFittedMeans } from '../../inference/observed/cross-fitted-means.ts';
import { effectErrors } from '../../inference/observed/effect-errors.ts';
import { foldsOf } from '../../inference/observed/folds.ts';
import { remembered } from '../../math/remembered.ts';
import { armCounts } from './analysed.ts';
import type { FoundEffect } from './estimate.ts';
import type { Fitted } from './fitted.ts';
import type { Chosen } from './options.ts';
import { certainRefusal, chanceRefusal, fitRefusal } from './refusals.ts';

const usualFolds = 5;
/** Units of an arm for each coefficient, from which on parts of them predict the others. */
const unitsPerCoefficient = 10;
const leastClusters = 20;

/** How many parts: as the study says, else five where units are many for the covariates, and one where they are few. */
export function foldCount({ units, choosing }: Fitted, { optIn: { folds } }: Chosen): number {
  if (folds !== undefined) return folds;
  const few = Math.min(...armCounts(units.treated)) < unitsPerCoefficient * (choosing.columns.length + 1);
  return few || (units.clusters?.count ?? leastClusters) < leastClusters ? 1 : usualFolds;
}

/** Too few units, or clusters, to be dealt out. */
export function foldRefusal({ units }: Fitted, c: Chosen, folds: number): Finding | undefined {
  const clusters = units.clusters?.count;
  const least = Math.min(...armCounts(units.treated));
  if (least >= 2 * folds && (clusters ?? Infinity) >= 2 * folds) return undefined;
  const what = clusters !== undefined && clusters < 2 * folds ? `${sayCount(clusters)} values of ${c.cluster}` : `${sayCount(least)} units in the smaller arm`;
  return {
    check: 'folds',
    about: { column: c.outcome },
    verdict: 'refuse',
    statistic: clusters ?? least,
    threshold: 2 * folds,
    says: `${c.outcome} has ${what}: too few to be dealt out to ${folds} folds.`,
    mend: 'Write `folds: 1`, which leaves no unit out of what predicts it, or take fewer folds.',
  };
}

/**
 * The median over several ways of dealing units out to folds. Its error counts how far the estimates lie apart.
 *
 * Source  Chernozhukov et al. (2018), Econometrics Journal 21, definition 3.3.
 */
export const crossFitted = (fitted: Fitted, c: Chosen, folds: number): FoundEffect | Finding =>
  // At whatever level it is asked for, as segments ask at two.
  remembered(fitted, `cross-fitted ${JSON.stringify([folds, c.optIn.repeats, c.optIn.estimand, c.seed])}`, () => overFolds(fitted, c, folds));

function overFolds(fitted: Fitted, c: Chosen, folds: number): FoundEffect | Finding {
  const { units, choosing, outcome } = fitted;
  const { optIn, seed } = c;
  const order = contentOrder(units, outcome, seed);
  const found: FoundEffect[] = [];
  for (let repeat = 0; repeat < optIn.repeats; repeat++) {
    const dealt = foldsOf(units, folds, order, seed, repeat);
    const chances = chancesOutOfFold(choosing, dealt, optIn.propensity.model);
    if ('kind' in chances) return chanceRefusal(chances, armCounts(units.treated)[0], c);
    const means = crossFittedMeans(outcome, units, optIn.estimand, dealt, chances);
    if ('kind' in means) return fitRefusal(means, c);
    // A unit whose chance is zero or one by the other folds weighs without limit.
    const beyond = means.findIndex(({ value }) => !Number.isFinite(value));
    if (beyond >= 0) return certainRefusal(beyond, c);
    found.push({ means, errors: effectErrors(means, units) });
  }
  return medianOf(found, { folds, repeats: optIn.repeats });
}

const effectOf = ({ means: [control, treated] }: FoundEffect): number => treated.value - control.value;

/** Of an odd number of effects. */
function medianOf(found: readonly FoundEffect[], options: object): FoundEffect {
  const middle = (found.length - 1) / 2;
  const median = found.toSorted((a, b) => effectOf(a) - effectOf(b))[middle];
  const spread = found.map((one) => one.errors.variance + (effectOf(one) - effectOf(median)) ** 2).sort((a, b) => a - b)[middle];
  const { errors } = median;
  const factor = errors.variance > 0 ? spread / errors.variance : 1;
  return {
    means: median.means,
    options,
    errors: {
      ...errors,
      variance: spread,
      treatmentVariance: errors.treatmentVariance * factor,
      controlVariance: errors.controlVariance * factor,
      covariance: errors.covariance * factor,
      contributions: errors.contributions.map((adds) => adds * Math.sqrt(factor)),
    },
  };
}
