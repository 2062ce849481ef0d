import { EstimandError } from '../../errors/estimand-error.ts';
import type { LearnerFacts } from '../../errors/learners.ts';
import { logit } from '../logistic/link.ts';
import { type BinaryRefusal, weightedLogit } from '../logistic/logistic-regression.ts';
import type { BaseLearner } from './base-learner.ts';
import { type CodedLesson, codedLesson, independentColumns, lessonMoments, linearPredictor } from './lesson.ts';

/**
 * The logistic regression of zeros and ones, by maximum likelihood.
 *
 * Model     chance = 1 / (1 + exp(-(constant + sum of slopes times columns))); columns as of `ols`, and as there those without anything of their own have no slope.
 * Units     predictions are chances.
 * Errors    learner-not-binary; learner-no-fit where columns tell zeros from ones for certain, where all are the same, or rows are too few.
 * Source    Cox (1958), JRSS B 20.
 */
export const logistic = (): BaseLearner => ({
  id: 'logistic',
  // A few passes over columns take less time than handing them to another thread.
  *learn(lesson) {
    const coded = codedLesson(lesson, 'logistic');
    const other = coded.target.find((value) => value !== 0 && value !== 1);
    if (other !== undefined) throw new EstimandError('learner-not-binary', { value: other });
    const kept = independentColumns(lessonMoments(coded));
    const found = weightedLogit(dataOf(coded, kept), aboutOne(coded.weights));
    if ('kind' in found) throw new EstimandError('learner-no-fit', factsOf(found, coded));
    const slopes = new Float64Array(coded.columns.length);
    for (const [a, j] of kept.entries()) slopes[j] = found[a + 1];
    return linearPredictor(coded.coding, { constant: found[0], slopes }, logit.share);
  },
});

const dataOf = ({ names, columns, target }: CodedLesson, kept: readonly number[]) => ({
  outcome: target,
  terms: kept.map((j) => ({ kind: 'numeric', name: names[j], values: columns[j] }) as const),
});

/** Weights of one on average: the steps of the fit end by standard errors of so many rows. */
function aboutOne(weights: Float64Array | undefined): Float64Array | undefined {
  if (!weights) return undefined;
  const mean = weights.reduce((sum, w) => sum + w, 0) / weights.length;
  return weights.map((w) => w / mean);
}

function factsOf(refusal: BinaryRefusal, { names, target }: CodedLesson): LearnerFacts['learner-no-fit'] {
  const of = { learner: 'logistic', columns: [], units: target.length };
  switch (refusal.kind) {
    case 'perfect-predictor':
      return { ...of, why: 'separated', columns: [refusal.column] };
    case 'separated':
      return { ...of, why: 'separated', columns: refusal.columns };
    case 'collinear':
      return { ...of, why: 'separated', columns: refusal.columns.length > 0 ? refusal.columns : names };
    case 'constant-outcome':
    case 'too-few-rows':
      return { ...of, why: refusal.kind };
    default:
      return { ...of, why: 'no-convergence' };
  }
}
