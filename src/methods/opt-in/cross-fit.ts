import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { contentOrder } from '../../inference/observed/content-order.ts';
import { type ChancesOutOfFold, chancesOutOfFold, crossFittedMeans, expectedOutOfFold } from '../../inference/observed/cross-fitted-means.ts';
import { effectErrors } from '../../inference/observed/effect-errors.ts';
import { type Folds, foldsOf } from '../../inference/observed/folds.ts';
import { type PartiallyLinear, partiallyLinear } from '../../inference/observed/partially-linear.ts';
import { remembered } from '../../math/remembered.ts';
import { armCounts, type FoundEffect } from './estimate.ts';
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

/** What a way finds of units dealt out, again and again: the first refusal where there is one. */
function repeatedly<T>(fitted: Fitted, c: Chosen, folds: number, find: (dealt: Folds, chances: ChancesOutOfFold) => T | Finding): readonly T[] | Finding {
  const { units, choosing, outcome } = fitted;
  const order = contentOrder(units, outcome, c.seed);
  const found: T[] = [];
  for (let repeat = 0; repeat < c.optIn.repeats; repeat++) {
    const dealt = foldsOf(units, folds, order, c.seed, repeat);
    const chances = chancesOutOfFold(choosing, dealt, c.optIn.propensity.model);
    if ('kind' in chances) return chanceRefusal(chances, fitted, c);
    const one = find(dealt, chances);
    if (isFinding(one)) return one;
    found.push(one);
  }
  return found;
}

const isFinding = (of: unknown): of is Finding => typeof of === 'object' && of !== null && 'check' in of;

/** Means of both arms, doubly robust: the median over several dealings, its error widened by how far they lie apart. */
export const crossFitted = (fitted: Fitted, c: Chosen, folds: number): FoundEffect | Finding =>
  // At whatever level it is asked for, as segments ask at two.
  remembered(fitted, `cross-fitted ${keyOf(c, folds)}`, () => meansOverFolds(fitted, c, folds));

/** The coefficient of a partially linear model, the same way. */
export const crossFittedCoefficient = (fitted: Fitted, c: Chosen, folds: number): PartiallyLinear | Finding =>
  remembered(fitted, `partially linear ${keyOf(c, folds)}`, () => coefficientOverFolds(fitted, c, folds));

const keyOf = ({ optIn: { repeats, estimand, regression }, seed }: Chosen, folds: number): string =>
  JSON.stringify([folds, repeats, estimand, regression, seed]);

function meansOverFolds(fitted: Fitted, c: Chosen, folds: number): FoundEffect | Finding {
  const { units, outcome } = fitted;
  const found = repeatedly(fitted, c, folds, (dealt, chances) => {
    const means = crossFittedMeans(outcome, units, c.optIn.estimand, dealt, chances, outcomeModelOf(fitted, c));
    if ('kind' in means) return fitRefusal(means, c);
    // A unit whose chance is zero or one by the other folds weighs without limit.
    const beyond = means.findIndex(({ value }) => !Number.isFinite(value));
    if (beyond >= 0) return certainRefusal(beyond, c);
    const errors = effectErrors(means, units);
    return { means, errors, value: means[1].value - means[0].value, variance: errors.variance };
  });
  if (isFinding(found)) return found;
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

function coefficientOverFolds(fitted: Fitted, c: Chosen, folds: number): PartiallyLinear | Finding {
  const { units, outcome } = fitted;
  const found = repeatedly(fitted, c, folds, (dealt, { chances }) => {
    const expected = expectedOutOfFold(outcome, units, dealt, outcomeModelOf(fitted, c));
    return 'kind' in expected ? fitRefusal(expected, c) : partiallyLinear(outcome, units, chances, expected);
  });
  if (isFinding(found)) return found;
  const { median, variance } = medianOf(found);
  return { ...median, variance };
}
