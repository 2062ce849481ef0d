import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { contentOrder } from '../../inference/observed/content-order.ts';
import {
  type ChancesOutOfFold,
  chancesOutOfFold,
  crossFittedMeans,
  expectedOutOfFold,
  type PredictionsOutOfFold,
  predictedOutOfFold,
} from '../../inference/observed/cross-fitted-means.ts';
import { effectErrors } from '../../inference/observed/effect-errors.ts';
import { type Folds, foldsOf } from '../../inference/observed/folds.ts';
import { type PartiallyLinear, partiallyLinear } from '../../inference/observed/partially-linear.ts';
import { remembered } from '../../math/remembered.ts';
import type { BinaryRefusal } from '../../models/logistic/logistic-regression.ts';
import { armCounts } from './analysed.ts';
import type { FoundEffect } from './estimate.ts';
import { type Fitted, outcomeModelOf } from './fitted.ts';
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

/** Numbers by several ways of dealing units out to folds. */
interface Repeated {
  readonly value: number;
  readonly variance: number;
}

/**
 * The number in the middle of an odd count of them; its variance counts how far they lie apart.
 *
 * Source  Chernozhukov et al. (2018), Econometrics Journal 21, definition 3.3.
 */
function medianOf<T extends Repeated>(found: readonly T[]): { readonly median: T; readonly variance: number } {
  const middle = (found.length - 1) / 2;
  const median = found.toSorted((a, b) => a.value - b.value)[middle];
  return { median, variance: found.map(({ value, variance }) => variance + (value - median.value) ** 2).sort((a, b) => a - b)[middle] };
}

/** Units dealt out once, and what the other folds say of each. */
interface Dealt {
  readonly folds: Folds;
  readonly chances: ChancesOutOfFold;
  readonly predicted: PredictionsOutOfFold;
}

/** Chances and predictions out of fold, for every target and segment: the first refusal where there is one. */
function dealtUnits(fitted: Fitted, c: Chosen, count: number): readonly Dealt[] | Finding {
  const { units, outcome } = fitted;
  const order = contentOrder(units, outcome, c.seed);
  const found: Dealt[] = [];
  for (let repeat = 0; repeat < c.optIn.repeats; repeat++) {
    const folds = foldsOf(units, count, order, c.seed, repeat);
    const chances = sharedChances(fitted, c, folds, repeat);
    if ('kind' in chances) return chanceRefusal(chances, armCounts(fitted.units.treated)[0], c);
    const predicted = predictedOutOfFold(outcome, units, folds, outcomeModelOf(fitted, c));
    if ('kind' in predicted) return fitRefusal(predicted, c);
    found.push({ folds, chances, predicted });
  }
  return found;
}

/** Outcomes that all units are known of share their chances, where units are dealt out alike: those that are equal but for the outcome may not be. */
function sharedChances(
  { asked, units, choosing, propensity }: Fitted,
  { optIn, seed }: Chosen,
  folds: Folds,
  repeat: number,
): ChancesOutOfFold | BinaryRefusal {
  const compute = () => ({ folds, chances: chancesOutOfFold(choosing, folds, optIn.propensity.model, propensity.coefficients) });
  if (units.treated !== asked.treated) return compute().chances;
  const shared = remembered(asked, `chances ${JSON.stringify([optIn.propensity, folds.count, repeat, seed])}`, compute);
  return folds.of.every((fold, i) => fold === shared.folds.of[i]) ? shared.chances : compute().chances;
}

const keyOf = ({ optIn: { repeats, regression, propensity }, seed }: Chosen, folds: number): string =>
  JSON.stringify([folds, repeats, regression, propensity, seed]);

/** Once for all that is asked of the units, at whatever level, as segments ask at two. */
const dealtOnce = (fitted: Fitted, c: Chosen, folds: number): readonly Dealt[] | Finding =>
  remembered(fitted, `dealt ${keyOf(c, folds)}`, () => dealtUnits(fitted, c, folds));

const isFinding = (of: unknown): of is Finding => typeof of === 'object' && of !== null && 'check' in of;

/** Means of both arms, doubly robust: the median over several dealings, its error widened by how far they lie apart. `among`: 1 of each unit that they are about. */
export function crossFitted(fitted: Fitted, c: Chosen, folds: number, among?: Uint8Array): FoundEffect | Finding {
  const { units, outcome } = fitted;
  const dealt = dealtOnce(fitted, c, folds);
  if (isFinding(dealt)) return dealt;
  const found = dealt.map(({ chances, predicted }) => {
    const means = crossFittedMeans(outcome, units, c.optIn.estimand, chances, predicted, among);
    const errors = effectErrors(means, units);
    return { means, errors, value: means[1].value - means[0].value, variance: errors.variance };
  });
  // A unit whose chance is zero or one by the other folds weighs without limit.
  const beyond = found.flatMap(({ means }) => means.findIndex(({ value }) => !Number.isFinite(value))).find((arm) => arm >= 0);
  if (beyond !== undefined) return certainRefusal(beyond, c);
  const {
    median: { means, errors },
    variance,
  } = medianOf(found);
  const factor = errors.variance > 0 ? variance / errors.variance : 1;
  return {
    means,
    options: { folds, repeats: c.optIn.repeats },
    errors: {
      ...errors,
      variance,
      treatmentVariance: errors.treatmentVariance * factor,
      controlVariance: errors.controlVariance * factor,
      covariance: errors.covariance * factor,
      contributions: errors.contributions.map((adds) => adds * Math.sqrt(factor)),
    },
  };
}

/** The coefficient of a partially linear model, the same way. */
export function crossFittedCoefficient(fitted: Fitted, c: Chosen, folds: number): PartiallyLinear | Finding {
  const { units, outcome } = fitted;
  const dealt = dealtOnce(fitted, c, folds);
  if (isFinding(dealt)) return dealt;
  const found: PartiallyLinear[] = [];
  for (const one of dealt) {
    const expected = expectedOutOfFold(outcome, units, one.folds, outcomeModelOf(fitted, c));
    if ('kind' in expected) return fitRefusal(expected, c);
    found.push(partiallyLinear(outcome, units, one.chances.chances, expected));
  }
  const { median, variance } = medianOf(found);
  return { ...median, variance };
}
