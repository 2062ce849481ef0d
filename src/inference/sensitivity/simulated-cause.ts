import { EstimandError } from '../../errors/estimand-error.ts';
import { householderQr } from '../../math/householder-qr.ts';
import type { Random } from '../../math/random/stream.ts';
import { type HiddenCause, strengthOf } from './strength.ts';

/** The columns of a regression of the outcome on treatment and covariates. */
export interface CausedRows {
  /** With the constant. A column that is a sum of earlier ones adds nothing. */
  readonly covariates: readonly Float64Array[];
  readonly treatment: Float64Array;
  readonly outcome: Float64Array;
}

/**
 * A hidden cause as a column: it goes with treatment and outcome exactly as strongly as asked, and is otherwise noise. Put beside the covariates it shows what any
 * estimator would have made of it; in the linear regression it moves the estimate by `biasBound` to the digit, towards zero and beyond.
 *
 * Model     sqrt(R2d) d + sqrt((1 - R2d) R2y) e + sqrt((1 - R2d) (1 - R2y)) z, where d, e and z are what is left of the treatment given covariates, of the outcome given both,
 *           and of noise given all, each of length one; e is turned so that the estimate shrinks.
 * Shapes    columns of equal length without NaN; rows in their order.
 * Units     mean 0 and variance 1 (divided by n), given a constant among the covariates.
 * Errors    option-invalid for a strength out of range, and where covariates leave nothing of the treatment or, with it, of the outcome.
 * Source    the decomposition behind Cinelli & Hazlett (2020), equation 6, turned round.
 */
export function simulatedCause({ covariates, treatment, outcome }: CausedRows, cause: HiddenCause, random: Random): Float64Array {
  const { withTreatment, withOutcome } = strengthOf(cause);
  const noise = Float64Array.from(treatment, () => random.normal());
  const { kept, q, r } = householderQr([...covariates, treatment, outcome, noise]);
  const size = kept.length;
  const place = (column: number, what: string): number => {
    const at = kept.indexOf(covariates.length + column);
    if (at < 0)
      throw new EstimandError('option-invalid', {
        option: what,
        found: 'a sum of the columns before it',
        asked: 'a column that covariates leave something of',
      });
    return at;
  };
  const [d, e, z] = [place(0, 'treatment'), place(1, 'outcome'), place(2, 'noise')];
  // The columns of q may point the other way: the diagonal tells. The estimate is r[d, e] / r[d, d].
  const along = Math.sqrt(withTreatment) * Math.sign(r[d * size + d]);
  const towards = Math.sign(r[d * size + e] / r[d * size + d]) || 1;
  const aside = Math.sqrt((1 - withTreatment) * withOutcome) * Math.sign(r[e * size + e]) * towards;
  const rest = Math.sqrt((1 - withTreatment) * (1 - withOutcome));
  const length = Math.sqrt(treatment.length);
  return treatment.map((_, i) => length * (along * q[d][i] + aside * q[e][i] + rest * q[z][i]));
}
