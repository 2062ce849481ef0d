import { weakInstruments } from '../estimate/thresholds.ts';
import { choleskyFactor } from '../math/cholesky.ts';
import { noncentralChiSquareUpperQuantile } from '../math/distributions/noncentral-chi-square.ts';
import { multiply, quadraticForm, transpose } from '../math/matrix.ts';
import { symmetricEigen } from '../math/symmetric-eigenvalues.ts';

export interface EffectiveF {
  readonly value: number;
  /** Above it, the bias of two-stage least squares is at most that share of its worst case which `weakInstruments` allows; simplified and conservative. */
  readonly critical: number;
}

const inverseBias = 1 / weakInstruments.bias;

/**
 * Effective F of m instruments for one treatment. With one instrument it is the robust F.
 *
 * Model   F = effects' Q effects / tr(V Q), Q the Gram matrix of the instruments net of covariates, V the robust covariance of their effects.
 *         Critical value: Patnaik's noncentral chi-square with the degrees of freedom of V, x one over the bias allowed, no least-favourable search.
 * Shapes  effects m; covariance and gram m x m. Undefined when V is zero.
 * Source  Montiel Olea & Pflueger (2013), Journal of Business & Economic Statistics 31, sections 3.1 and 3.2.
 */
export function effectiveF(effects: Float64Array, covariance: Float64Array, gram: Float64Array): EffectiveF | undefined {
  const m = effects.length;
  const factor = choleskyFactor(gram, m);
  if (!factor) return undefined;
  // L' V L has the eigenvalues of V in coordinates where the instruments are orthonormal.
  const spread = multiply(multiply(transpose(factor, m, m), covariance, m, m, m), factor, m, m, m);
  const { values } = symmetricEigen(spread, m);
  const trace = values.reduce((sum, x) => sum + x, 0);
  if (!(trace > 0)) return undefined;
  const squares = values.reduce((sum, x) => sum + x * x, 0);
  const df = (trace * trace * (1 + 2 * inverseBias)) / (squares + 2 * inverseBias * trace * values[m - 1]);
  return { value: quadraticForm(gram, effects) / trace, critical: noncentralChiSquareUpperQuantile(weakInstruments.level, df, df * inverseBias) / df };
}
