import type { BaseLearner } from './base-learner.ts';
import { type Penalised, type PenaltyOptions, penalised } from './penalised.ts';
import type { Standardised } from './standardised.ts';

/** Penalties to choose from: from the least that leaves no slope to a thousandth of it. */
const [least, count] = [1e-3, 100];
/** Slopes that move by a smaller share of the largest association with the target are where they stay. */
const still = 1e-13;
const mostSweeps = 100_000;

export const lassoPenalties: Penalised = {
  id: 'lasso',
  grid: ({ withTarget }) => {
    const largest = withTarget.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return largest > 0 ? Float64Array.from({ length: count }, (_, l) => largest * least ** (l / (count - 1))) : Float64Array.of(0);
  },
  path: (of, penalties) => {
    let slopes: Float64Array = new Float64Array(of.size);
    return Array.from(penalties, (penalty) => {
      slopes = descended(of, penalty, slopes);
      return slopes;
    });
  },
};

/**
 * Least squares whose slopes are held near zero by their sizes: those of columns that tell little are zero.
 *
 * Model     half the mean square that is left, plus the penalty times the sum of sizes of slopes, of columns with mean zero and deviation one; the constant is free. Coordinate descent
 *           on products of columns, from the larger penalties down.
 * Units     as `ols`; the penalty is in those of the target.
 * Errors    learner-not-finite.
 * Source    Tibshirani (1996), JRSS B 58; Friedman, Hastie & Tibshirani (2010), Journal of Statistical Software 33. Parity: sklearn Lasso, LassoCV.
 */
export const lasso = (options: PenaltyOptions = {}): BaseLearner => penalised(lassoPenalties, options);

/** One slope after the other is put where the others leave it, until none moves. */
function descended({ size, products, withTarget }: Standardised, penalty: number, start: Float64Array): Float64Array {
  const slopes = start.slice();
  // What the slopes leave of each column's association with the target.
  const left = withTarget.slice();
  for (let j = 0; j < size; j++) if (slopes[j] !== 0) move(j, slopes[j]);
  const most = still * withTarget.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  for (let sweep = 0, moved = Infinity; moved > most && sweep < mostSweeps; sweep++) {
    moved = 0;
    for (let j = 0; j < size; j++) {
      const own = products[j * (size + 1)];
      // Constant among these rows.
      if (!(own > 0)) continue;
      const alone = left[j] + own * slopes[j];
      const change = (Math.sign(alone) * Math.max(0, Math.abs(alone) - penalty)) / own - slopes[j];
      if (change === 0) continue;
      slopes[j] += change;
      move(j, change);
      moved = Math.max(moved, Math.abs(change));
    }
  }
  return slopes;

  function move(j: number, by: number): void {
    for (let k = 0; k < size; k++) left[k] -= by * products[j * size + k];
  }
}
