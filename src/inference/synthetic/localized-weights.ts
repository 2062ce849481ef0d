/** Weights of a fit, and how far below them the weights are let that the same data might have had. */
export interface LocalizedWeights {
  /** Weights up to this are taken for zero. */
  readonly threshold: number;
  /** Donors above it, and that of the largest weight. */
  readonly active: readonly number[];
  /** One a donor: none of the active, its own weight of any other. */
  readonly floor: Float64Array;
}

/** How the threshold grows: by the least spread of a donor, or by the largest over the square of the least. */
export type ThresholdRule = 'type-1' | 'type-2';

const MOST = 0.2;
/** Thresholds below the first are taken for signs of donors that mix to each other; what both rules make of them is then told by the second. */
const TOO_LOW = 0.001;
const LOW = 0.05;

/**
 * Which weights are zero in the population, as far as the fit tells: those may not fall below their estimates, all others not below zero.
 *
 * Model    threshold = C sqrt(log(coefficients) used log(periods) / periods), no more than 0.2, where C is the standard deviation of the errors over the least one of a donor (type 1), or
 *          that times the largest one of a donor over the square of the least (type 2).
 *          The largest weight is active in any case: else no weight could be another one, and the fit would be taken for certain.
 * Shapes   weights: donors; outcomes: donors by periods before the change, row-major; errors: periods.
 * Source   Cattaneo, Feng & Titiunik (2021), JASA 116, section 4.1; Cattaneo, Feng, Palomba & Titiunik (2025), Journal of Statistical Software 113(1) (scpi).
 */
export function localizedWeights(weights: Float64Array, outcomes: Float64Array, errors: Float64Array, constants: 0 | 1, rule: ThresholdRule): LocalizedWeights {
  const donors = weights.length;
  const periods = errors.length;
  const used = usedOf(weights) + constants;
  const pace = Math.sqrt((Math.log(donors + constants) * used * Math.log(periods)) / periods);
  const spread = squaredSpread(errors, 0);
  const squares = Array.from({ length: donors }, (_, donor) => squaredSpread(outcomes.subarray(donor * periods, (donor + 1) * periods), 1));
  const [least, most] = [Math.min(...squares), Math.max(...squares)];
  const by = { 'type-1': Math.sqrt(spread / least), 'type-2': Math.sqrt(spread * most) / least };
  // Donors that stand still make it as large as can be; so does no error at all then.
  const of = (each: ThresholdRule): number => (by[each] * pace < MOST ? by[each] * pace : MOST);
  const higher = Math.max(of('type-1'), of('type-2'));
  const threshold = of(rule) >= TOO_LOW ? of(rule) : higher < LOW ? MOST : higher;
  const largest = weights.indexOf(Math.max(...weights));
  const active = Array.from(weights.keys()).filter((donor) => weights[donor] > threshold || donor === largest);
  const floor = weights.slice();
  for (const donor of active) floor[donor] = 0;
  return { threshold, active, floor };
}

/** The variance, by so many less than the values. */
function squaredSpread(values: Float64Array, less: 0 | 1): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - less);
}

/** How many weights are more than rounding. */
export const usedOf = (weights: Float64Array): number => weights.filter((weight) => weight >= 1e-6).length;
