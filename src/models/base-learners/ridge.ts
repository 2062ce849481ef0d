import { choleskyFactor, choleskySolve } from '../../math/cholesky.ts';
import type { BaseLearner } from './base-learner.ts';
import { type Penalised, type PenaltyOptions, penalised } from './penalised.ts';
import type { Standardised } from './standardised.ts';

/** Of a column by itself, the largest leaves a thousandth of its slope, and the least takes a ten-thousandth of it. */
const [largest, least, count] = [1e3, 1e-4, 100];

export const ridgePenalties: Penalised = {
  id: 'ridge',
  grid: () => Float64Array.from({ length: count }, (_, l) => largest * (least / largest) ** (l / (count - 1))),
  path: (of, penalties) => Array.from(penalties, (penalty) => slopesAt(of, penalty)),
};

/**
 * Least squares whose slopes are held near zero by their squares.
 *
 * Model     half the mean square that is left, plus half the penalty times the sum of squared slopes, of columns with mean zero and deviation one; the constant is free.
 * Units     as `ols`; the penalty has none, and changes with neither the number of rows nor the unit of the target.
 * Errors    learner-not-finite.
 * Source    Hoerl & Kennard (1970), Technometrics 12. Parity: sklearn Ridge with alpha = penalty times rows.
 */
export const ridge = (options: PenaltyOptions = {}): BaseLearner => penalised(ridgePenalties, options);

/** Less than this beside averages of squares of one is rounding: with it, the factor of columns that are sums of others is still there. */
const leastHeld = 1e-12;

function slopesAt({ size, products, withTarget }: Standardised, penalty: number): Float64Array {
  const held = products.slice();
  for (let j = 0; j < size; j++) held[j * (size + 1)] += Math.max(leastHeld, penalty);
  const factor = choleskyFactor(held, size);
  return factor ? choleskySolve(factor, withTarget) : slopesAt({ size, products, withTarget }, 10 * Math.max(leastHeld, penalty));
}
