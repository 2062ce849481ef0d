import { boundedExp } from '../../math/bounded-exp.ts';
import { kernelsFor, placeOf } from '../../math/simd/simd.ts';
import { logisticDensity, logisticShare } from './logit-shares.ts';

/** The smallest curvature a row counts with: it keeps the working residual finite, and is nothing beside any row that is not decided. */
export const leastCurvature = 1e-100;

/** How a linear predictor becomes the chance of a one: what a regression needs of it, a block of rows at a time, and a value at a time. */
export interface Link {
  readonly name: 'logit' | 'probit';
  /** The log likelihood of some rows; and of each row's, by its predictor: first derivative, and minus the second (at least `leastCurvature`). */
  readonly likelihood: (predictor: Float64Array, outcome: Float64Array, rows: number, first: Float64Array, curvature: Float64Array) => number;
  readonly share: (predictor: number) => number;
  /** The predictor with this share. */
  readonly predictor: (share: number) => number;
  /** First and second derivative of the share. */
  readonly density: (predictor: number) => number;
  readonly densitySlope: (predictor: number) => number;
}

/** Beyond this the share is zero or one to rounding, and its curvature less than the least. */
const farthest = 300;
/** A product of this size still takes the largest factor. */
const largest = 1e150;

/** Share = 1 / (1 + exp(-predictor)). Which side of zero a predictor lies on is not asked: a processor cannot foretell it, and waits. */
export const logit: Link = {
  name: 'logit',
  likelihood(predictor, outcome, rows, first, curvature) {
    const kernels = rows % 2 === 0 ? kernelsFor(predictor, outcome, first, curvature) : undefined;
    if (kernels) return kernels.likelihood(placeOf(predictor), placeOf(outcome), rows, placeOf(first), placeOf(curvature));
    // One logarithm for many shares, which are odds / (1 + odds).
    let sum = 0;
    let product = 1;
    for (let r = 0; r < rows; r++) {
      const sign = 2 * outcome[r] - 1;
      const along = Math.min(farthest, sign * predictor[r]);
      const odds = boundedExp(Math.max(-farthest, along));
      const missed = 1 / (1 + odds);
      first[r] = sign * missed;
      curvature[r] = Math.max(leastCurvature, odds * missed * missed);
      sum += along;
      product *= 1 + odds;
      if (product > largest) {
        sum -= Math.log(product);
        product = 1;
      }
    }
    return sum - Math.log(product);
  },
  share: logisticShare,
  predictor: (share) => Math.log(share / (1 - share)),
  density: logisticDensity,
  densitySlope: (x) => logisticDensity(x) * (logisticShare(-x) - logisticShare(x)),
};
