import { choleskyFactor, choleskySolve } from '../../math/cholesky.ts';
import { dot } from '../../math/dot.ts';

/**
 * Effects of m instruments on outcome and treatment, with their joint covariance as far as a test of outcome - b treatment needs it:
 * its covariance is outcome - b cross + b^2 treatment.
 */
export interface RobustPair {
  readonly outcome: Float64Array;
  readonly treatment: Float64Array;
  /** m x m each; `cross` is the covariance of outcome with treatment plus its transpose. */
  readonly covariance: { readonly outcome: Float64Array; readonly cross: Float64Array; readonly treatment: Float64Array };
}

/** The pair in units of its own: b = origin + scale * t, asked about t. */
export function rescaled({ outcome, treatment, covariance: v }: RobustPair, origin: number, scale: number): RobustPair {
  return {
    outcome: outcome.map((x, i) => x - origin * treatment[i]),
    treatment: treatment.map((x) => scale * x),
    covariance: {
      outcome: v.outcome.map((x, e) => x - origin * v.cross[e] + origin * origin * v.treatment[e]),
      cross: v.cross.map((x, e) => scale * (x - 2 * origin * v.treatment[e])),
      treatment: v.treatment.map((x) => scale * scale * x),
    },
  };
}

/** Effects and covariance of cos(angle) outcome - sin(angle) treatment: every b is an angle, infinity among them. */
export function atAngle(pair: RobustPair, angle: number): { readonly effects: Float64Array; readonly covariance: Float64Array } {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const { outcome, cross, treatment } = pair.covariance;
  return {
    effects: pair.outcome.map((x, i) => c * x - s * pair.treatment[i]),
    covariance: outcome.map((x, e) => c * c * x - c * s * cross[e] + s * s * treatment[e]),
  };
}

/** effects' covariance^-1 effects; undefined when the covariance is singular. */
export function waldStatistic(effects: Float64Array, covariance: Float64Array): number | undefined {
  const factor = choleskyFactor(covariance, effects.length);
  return factor && dot(effects, choleskySolve(factor, effects));
}
