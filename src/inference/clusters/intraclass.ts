/** Values of one arm's clusters: how many, and their mean, in each; and what all values differ from the arm's mean by. */
export interface ArmValues {
  readonly sizes: Float64Array;
  readonly means: Float64Array;
  /** Sum of squares about the mean of the arm. */
  readonly squares: number;
}

/**
 * How alike the values of a cluster are: the share of the variance that lies between clusters, within arms. Undefined when no cluster has two
 * values, or nothing varies.
 *
 * Model   one-way analysis of variance: (MSB - MSW) / (MSB + (m - 1) MSW), m the size that unequal clusters are worth. It may be negative by chance.
 * Source  Donner (1986), International Statistical Review 54.
 */
export function intraclassCorrelation(arms: readonly ArmValues[]): number | undefined {
  let between = 0;
  let worth = 0;
  let [values, clusters] = [0, 0];
  for (const { sizes, means } of arms) {
    const n = sizes.reduce((a, b) => a + b, 0);
    const mean = means.reduce((sum, value, g) => sum + sizes[g] * value, 0) / n;
    between += means.reduce((sum, value, g) => sum + sizes[g] * (value - mean) ** 2, 0);
    worth += n - sizes.reduce((sum, size) => sum + size * size, 0) / n;
    values += n;
    clusters += sizes.length;
  }
  const squares = arms.reduce((sum, arm) => sum + arm.squares, 0);
  const freedom = clusters - arms.length;
  if (!(freedom > 0 && values > clusters && squares > 0)) return undefined;
  const [betweenMean, withinMean] = [between / freedom, Math.max(0, squares - between) / (values - clusters)];
  return (betweenMean - withinMean) / (betweenMean + (worth / freedom - 1) * withinMean);
}

/** By how much clusters multiply the variance of a mean: 1 + (m - 1) ICC, with m the size of the cluster that an average unit is in. */
export function designEffectOfSizes(sizes: Float64Array, icc: number): number {
  const n = sizes.reduce((a, b) => a + b, 0);
  return 1 + (sizes.reduce((sum, size) => sum + size * size, 0) / n - 1) * icc;
}
