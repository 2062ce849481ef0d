import type { BaseLearner } from './base-learner.ts';
import { lassoSlopes } from './lasso-slopes.ts';
import { type Penalised, type PenaltyOptions, penalised } from './penalised.ts';

/** Penalties to choose from: from the least that leaves no slope to a thousandth of it. */
const [least, count] = [1e-3, 100];

export const lassoPenalties: Penalised = {
  id: 'lasso',
  grid: ({ withTarget }) => {
    const largest = withTarget.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return largest > 0 ? Float64Array.from({ length: count }, (_, l) => largest * least ** (l / (count - 1))) : Float64Array.of(0);
  },
  path: (of, penalties) => {
    let slopes: Float64Array = new Float64Array(of.size);
    return Array.from(penalties, (penalty) => {
      slopes = lassoSlopes(of, penalty, slopes);
      return slopes;
    });
  },
};

/**
 * Least squares whose slopes are held near zero by their sizes: those of columns that tell little are zero.
 *
 * Model     half the mean square that is left, plus the penalty times the sum of sizes of slopes, of columns with mean zero and deviation one; the constant is free.
 * Units     as `ols`; the penalty is in those of the target.
 * Errors    learner-not-finite.
 * Source    Tibshirani (1996), JRSS B 58; Friedman, Hastie & Tibshirani (2010), Journal of Statistical Software 33. Parity: sklearn Lasso, LassoCV.
 */
export const lasso = (options: PenaltyOptions = {}): BaseLearner => penalised(lassoPenalties, options);
