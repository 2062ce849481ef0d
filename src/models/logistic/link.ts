import { logisticDensity, logisticShare } from './logit-shares.ts';

/** The smallest curvature a row counts with: it keeps the working residual finite, and is nothing beside any row that is not decided. */
export const leastCurvature = 1e-100;

/** How a linear predictor becomes the chance of a one: what a regression needs of it, a block of rows at a time, and a value at a time. */
export interface Link {
  readonly name: 'logit' | 'probit';
  /** Of the log likelihood of each row, by its predictor: first derivative, and minus the second (at least `leastCurvature`). */
  readonly derivatives: (predictor: Float64Array, outcome: Float64Array, rows: number, first: Float64Array, curvature: Float64Array) => void;
  readonly logLikelihood: (predictor: Float64Array, outcome: Float64Array, rows: number) => number;
  readonly share: (predictor: number) => number;
  /** The predictor with this share. */
  readonly predictor: (share: number) => number;
  /** First and second derivative of the share. */
  readonly density: (predictor: number) => number;
  readonly densitySlope: (predictor: number) => number;
}

/** Below this predictor the logarithm of the share is the predictor, to a part in 1e15. */
const farTail = -33;

/** Share = 1 / (1 + exp(-predictor)). */
export const logit: Link = {
  name: 'logit',
  derivatives(predictor, outcome, rows, first, curvature) {
    for (let r = 0; r < rows; r++) {
      const x = predictor[r];
      const e = Math.exp(-Math.abs(x));
      const near = 1 / (1 + e);
      const far = e * near;
      const c = near * far;
      curvature[r] = c < leastCurvature ? leastCurvature : c;
      const above = x >= 0;
      first[r] = outcome[r] === 1 ? (above ? far : near) : above ? -near : -far;
    }
  },
  logLikelihood(predictor, outcome, rows) {
    // One logarithm for several shares: their product is far from underflow.
    let sum = 0;
    let product = 1;
    for (let r = 0; r < rows; r++) {
      const x = outcome[r] === 1 ? predictor[r] : -predictor[r];
      if (x < farTail) {
        sum += x;
        continue;
      }
      product *= 1 / (1 + Math.exp(-x));
      if ((r & 7) === 7) {
        sum += Math.log(product);
        product = 1;
      }
    }
    return sum + Math.log(product);
  },
  share: logisticShare,
  predictor: (share) => Math.log(share / (1 - share)),
  density: logisticDensity,
  densitySlope: (x) => logisticDensity(x) * (logisticShare(-x) - logisticShare(x)),
};
