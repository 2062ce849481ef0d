/** What boosting makes small: squared errors of a number, or the negative log-likelihood of 0 and 1 by their logit. */
export type Loss = 'squared' | 'logistic';

export const sigmoid = (score: number): number => 1 / (1 + Math.exp(-score));

/** The score that all units begin with. */
export function firstScore(loss: Loss, target: Float64Array, weights: Float64Array): number {
  let [sum, weight] = [0, 0];
  for (let i = 0; i < target.length; i++) {
    sum += weights[i] * target[i];
    weight += weights[i];
  }
  const mean = sum / weight;
  if (loss === 'squared') return mean;
  const kept = Math.min(Math.max(mean, 1e-6), 1 - 1e-6);
  return Math.log(kept / (1 - kept));
}

/** Writes the gradient and the Hessian of the loss in the score of each unit. */
export function writeDerivatives(loss: Loss, target: Float64Array, scores: Float64Array, gradient: Float64Array, hessian: Float64Array): void {
  for (let i = 0; i < target.length; i++) {
    const expected = loss === 'squared' ? scores[i] : sigmoid(scores[i]);
    gradient[i] = expected - target[i];
    hessian[i] = loss === 'squared' ? 1 : Math.max(expected * (1 - expected), 1e-16);
  }
}

/** The mean loss of some units. */
export function meanLoss(loss: Loss, target: Float64Array, scores: Float64Array, weights: Float64Array): number {
  let [sum, weight] = [0, 0];
  for (let i = 0; i < target.length; i++) {
    sum += weights[i] * (loss === 'squared' ? (target[i] - scores[i]) ** 2 : softplus(scores[i]) - target[i] * scores[i]);
    weight += weights[i];
  }
  return sum / weight;
}

const softplus = (score: number): number => Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score)));
