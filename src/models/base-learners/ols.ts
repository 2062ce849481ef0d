import { factorNormalEquations, solveNormalEquations } from '../../math/normal-equations.ts';
import type { Moments } from '../../moments/moments.ts';
import type { BaseLearner } from './base-learner.ts';
import {
  codedLesson,
  independentColumns,
  type LinearFit,
  lessonMoments,
  linearPredictor,
  lineThroughMeans,
  meanOf,
  momentsOfKept,
  tooFewRows,
} from './lesson.ts';

/**
 * Least squares.
 *
 * Model     target = constant + sum of slopes times columns; a column that is constant, or a sum of earlier ones, has no slope. Levels enter as indicators of all but the first;
 *           missing values as the mean, with an indicator of where they are missing.
 * Units     predictions in those of the target; of a target of 0 and 1 kept within them.
 * Errors    learner-not-finite; learner-no-fit where rows are hardly more than columns that tell something.
 */
export const ols = (): BaseLearner => ({
  id: 'ols',
  // biome-ignore lint/correctness/useYield: moments of columns take less time than handing them to another thread.
  *learn(lesson) {
    const coded = codedLesson(lesson, 'ols');
    const moments = lessonMoments(coded);
    const kept = independentColumns(moments);
    if (coded.target.length < kept.length + 2) throw tooFewRows('ols', coded.target.length);
    return linearPredictor(coded.coding, leastSquaresFit(moments, kept), meanOf(coded.target));
  },
});

/** The least squares of the target on the columns that are kept. */
function leastSquaresFit(moments: Moments, kept: readonly number[]): LinearFit {
  const k = kept.length;
  const { comoment } = momentsOfKept(moments, kept);
  const row = (i: number): Float64Array => comoment.subarray(i * (k + 1), i * (k + 1) + k);
  const gram = new Float64Array(k * k);
  for (let i = 0; i < k; i++) gram.set(row(i), i * k);
  // The pivots of columns that were kept are above zero.
  const slopes = k > 0 ? solveNormalEquations(factorNormalEquations(gram, k)!, row(k).slice()).solution : [];
  return lineThroughMeans(moments, kept, slopes);
}
