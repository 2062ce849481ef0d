import { householderQr, upperSolve } from '../../math/householder-qr.ts';
import { leastSquaresSolution } from '../../math/least-squares-solution.ts';
import { quantileOfSorted } from '../../math/quantile.ts';
import { quantileRegression } from '../../math/quantile-regression.ts';

export interface Ends {
  readonly low: number;
  readonly high: number;
}

/** What is taken of errors after the change: tails no heavier than a normal distribution's, or the same distribution as before but for mean and scale. */
export type ErrorTails = 'sub-gaussian' | 'location-scale';

/** Errors of a fit before the change, regressed on outcomes of donors. */
export interface ErrorModel {
  /** What the regression leaves of the errors. */
  readonly left: Float64Array;
  /** Ends that errors leave with a chance of no more than `miss` on each side, at outcomes of all donors in a period. */
  ends(outcomes: Float64Array, tails: ErrorTails, miss: number): Ends;
}

/** So many periods more than coefficients are asked for, or the errors have the same mean and scale in all periods. */
const SPARE_PERIODS = 10;
/** Quartiles are so far apart in a standard normal distribution. */
const QUARTILES_APART = 1.34;
/** Of several quartiles the ones that are farthest apart. */
const OUTWARDS = 1e-9;

/**
 * Mean and scale of errors by the outcomes of some donors.
 *
 * Model    mean: least squares; scale: the square root of exp of the regression of log squares of what is left, or, where less, the quartiles of that by quantile regression over 1.34.
 *          Sub-Gaussian: mean -+ sqrt(2 log(1 / miss)) scale. Location and scale: mean + scale x quantiles of what is left over its own scale by the first way.
 * Shapes   errors: periods; outcomes: donors by periods, row-major.
 * Errors   undefined where the regression leaves nothing of the errors, as of a fit without any.
 * Source   Cattaneo, Feng & Titiunik (2021), JASA 116, section 4.2; Cattaneo, Feng, Palomba & Titiunik (2025), Journal of Statistical Software 113(1) (scpi).
 */
export function errorModel(errors: Float64Array, outcomes: Float64Array, chosen: readonly number[]): ErrorModel | undefined {
  const periods = errors.length;
  const regressors = periods - SPARE_PERIODS > chosen.length + 1 ? chosen : [];
  const all = [new Float64Array(periods).fill(1), ...regressors.map((donor) => outcomes.subarray(donor * periods, (donor + 1) * periods))];
  const { kept } = householderQr(all);
  const columns = kept.map((c) => all[c]);
  const qr = householderQr(columns);
  const coefficientsOf = (target: Float64Array): Float64Array => leastSquaresSolution(columns, qr, target).coefficients;
  const mean = leastSquaresSolution(columns, qr, errors);
  const left = mean.residuals;
  const size = largest(left);
  if (!(size > ROUNDING * largest(outcomes))) return undefined;
  // A remainder of zero is held to be one of rounding.
  const logSquares = coefficientsOf(left.map((value) => 2 * Math.log(Math.max(Math.abs(value), ROUNDING * size))));
  const quartiles = [0.25 - OUTWARDS, 0.75 + OUTWARDS].map((tau) => quantileRegression(qr.q, left, tau));
  if (!quartiles[0] || !quartiles[1]) return undefined;
  const apart = upperSolve(
    qr.r,
    quartiles[1].map((value, c) => value - quartiles[0]![c]),
  );
  const at = (coefficients: Float64Array, row: Float64Array): number => coefficients.reduce((sum, value, c) => sum + value * row[c], 0);
  const standardized = left
    .map(
      (value, t) =>
        value /
        Math.exp(
          at(
            logSquares,
            Float64Array.from(columns, (column) => column[t]),
          ) / 2,
        ),
    )
    .sort();
  return {
    left,
    ends(now, tails, miss) {
      const row = Float64Array.from(kept, (c) => (c === 0 ? 1 : now[regressors[c - 1]]));
      const center = at(mean.coefficients, row);
      const scale = Math.min(Math.exp(at(logSquares, row) / 2), Math.abs(at(apart, row)) / QUARTILES_APART);
      const far = Math.sqrt(-2 * Math.log(miss));
      const [low, high] = tails === 'sub-gaussian' ? [-far, far] : [quantileOfSorted(standardized, miss), quantileOfSorted(standardized, 1 - miss)];
      return { low: center + scale * low, high: center + scale * high };
    },
  };
}

const ROUNDING = 1e-12;

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
