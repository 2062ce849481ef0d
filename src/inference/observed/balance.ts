/** How unlike two arms are in one column. */
export interface ColumnBalance {
  /** Difference of the means, in standard deviations of the arms as they are (the root of the mean of their variances): the same scale before and after weighting. */
  readonly difference: number;
  /** Variance of the treated over that of the others. */
  readonly varianceRatio: number;
  /** The largest distance between the distribution functions; absent where units are known by their moments alone. */
  readonly distance?: number;
}

/** By arm a weight a unit, zero for units of the other arm: control first. */
export type ArmWeighing = readonly [Float64Array, Float64Array];

/** Every unit once, in its arm. */
export const unweightedArms = (treated: Uint8Array): ArmWeighing => [Float64Array.from(treated, (t) => 1 - t), Float64Array.from(treated)];

/**
 * Balance of a column between arms under weights.
 *
 * Units    standard deviations; a ratio; a share. Where the control arm does not vary the ratio is one.
 * Source   Austin & Stuart (2015), Statistics in Medicine 34.
 */
export function columnBalance(values: Float64Array, weights: ArmWeighing, scale: number): ColumnBalance {
  const [control, treated] = weights.map((own) => weightedMoments(values, own));
  return { ...spreadBalance(control, treated, scale), distance: largestDistance(values, weights) };
}

/** An arm's mean and variance of a column. */
export interface Spread {
  readonly mean: number;
  readonly variance: number;
}

export const spreadBalance = (control: Spread, treated: Spread, scale: number): ColumnBalance => ({
  difference: scale > 0 ? (treated.mean - control.mean) / scale : 0,
  varianceRatio: control.variance > 0 ? treated.variance / control.variance : 1,
});

/** Of sums under weights: with equal ones over n - 1. */
export function spreadOf(mean: number, squares: number, { total, squaresOfWeights }: { readonly total: number; readonly squaresOfWeights: number }): Spread {
  const left = total - squaresOfWeights / total;
  return { mean, variance: left > 0 ? squares / left : 0 };
}

/** The pooled standard deviation of the arms as they are. */
export function pooledDeviation(values: Float64Array, treated: Uint8Array): number {
  const [control, other] = unweightedArms(treated).map((own) => weightedMoments(values, own));
  return Math.sqrt((control.variance + other.variance) / 2);
}

function weightedMoments(values: Float64Array, weights: Float64Array): Spread {
  let [total, sum, squaresOfWeights] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    total += weights[i];
    sum += weights[i] * values[i];
    squaresOfWeights += weights[i] * weights[i];
  }
  const mean = sum / total;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += weights[i] * (values[i] - mean) ** 2;
  return spreadOf(mean, squares, { total, squaresOfWeights });
}

/** Kolmogorov and Smirnov's, under weights. */
function largestDistance(values: Float64Array, [control, treated]: ArmWeighing): number {
  const order = Int32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const [zeros, ones] = [control, treated].map((own) => own.reduce((sum, weight) => sum + weight, 0));
  let [below, belowTreated, most, from] = [0, 0, 0, 0];
  while (from < order.length) {
    const value = values[order[from]];
    while (from < order.length && values[order[from]] === value) {
      below += control[order[from]];
      belowTreated += treated[order[from]];
      from++;
    }
    most = Math.max(most, Math.abs(below / zeros - belowTreated / ones));
  }
  return most;
}
