/** How effects over time are added up: into what they change by in a unit of time, and into what they are at first, at last and over all. */
export interface TimeWeights {
  readonly trend: readonly number[];
  readonly early: readonly number[];
  readonly late: readonly number[];
  readonly average: readonly number[];
}

/**
 * Weights over times in order, by the sizes of the samples behind them: they depend on no outcome, so that a sum of unbiased effects is unbiased.
 *
 * Model   slope of the weighted least squares line through the effects; weighted means over the first third of the times, the last third, and all.
 * Shapes  one weight for each time.
 */
export function timeWeights(times: readonly number[], sizes: readonly number[]): TimeWeights {
  const total = sum(sizes);
  const mean = sum(times.map((t, i) => sizes[i] * t)) / total;
  const spread = sum(times.map((t, i) => sizes[i] * (t - mean) ** 2));
  const third = thirdOf(times.length);
  const within = (from: number, to: number): readonly number[] => {
    const inside = sum(sizes.slice(from, to));
    return sizes.map((size, i) => (i >= from && i < to ? size / inside : 0));
  };
  return {
    trend: times.map((t, i) => (sizes[i] * (t - mean)) / spread),
    early: within(0, third),
    late: within(times.length - third, times.length),
    average: within(0, times.length),
  };
}

/** How many times are at first, and how many at last. */
export const thirdOf = (times: number): number => Math.max(1, Math.floor(times / 3));

/** As many pairs of units as two arms are worth. */
export const harmonicSize = (one: number, other: number): number => (one * other) / (one + other);

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
