import type { Recursion } from './recursion.ts';
import type { Variances } from './structural-model.ts';

export interface Likelihood {
  /** Observations less the diffuse states that they pin down. */
  readonly freedom: number;
  /** Sum of squared prediction errors over their variances. */
  readonly squares: number;
  /** Minus half of the logarithms of the variances and of 2 pi, those of diffuse periods by their infinite part. */
  readonly constant: number;
}

/**
 * The parts of the diffuse log-likelihood; undefined where the model says that an observation must be exactly as predicted.
 *
 * Model    log L = constant - squares / 2. Periods that pin down a diffuse direction count log(2 pi F), F the infinite part of the variance of prediction, and no square.
 * Source   Durbin & Koopman (2012), section 7.2.2.
 */
export function likelihood(recursion: Recursion, periods: number, variances: Variances): Likelihood | undefined {
  let [freedom, squares, logs, seen] = [0, 0, 0, 0];
  recursion.start(variances);
  for (let t = 0; t < periods; t++) {
    const step = recursion.take(t);
    if (step === 'degenerate') return undefined;
    if (step !== 'missing') seen += 1;
    if (step === 'diffuse') logs += Math.log(recursion.infiniteVariance);
    if (step === 'usual') {
      freedom += 1;
      squares += recursion.error ** 2 / recursion.variance;
      logs += Math.log(recursion.variance);
    }
    recursion.move();
  }
  return { freedom, squares, constant: -0.5 * (seen * Math.log(2 * Math.PI) + logs) };
}

/** The log-likelihood at these variances. */
export const logLikelihood = ({ constant, squares }: Likelihood): number => constant - squares / 2;

/** The factor of all variances that makes the likelihood largest. */
export const bestScale = ({ squares, freedom }: Likelihood): number => squares / freedom;

/** The log-likelihood when all variances are multiplied by the best factor. */
export const bestLogLikelihood = (parts: Likelihood): number => parts.constant - (parts.freedom / 2) * (Math.log(bestScale(parts)) + 1);
