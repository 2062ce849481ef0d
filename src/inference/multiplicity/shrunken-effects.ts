import { bracketedRoot } from '../../math/bracketed-root.ts';

export interface Shrunken {
  readonly value: number;
  readonly standardDeviation: number;
}

export interface ShrunkenEffects {
  /** Between the true means of the arms. */
  readonly betweenVariance: number;
  readonly mean: number;
  /** One for each arm, control first. */
  readonly arms: readonly Shrunken[];
  /** Each arm but the control less the control. */
  readonly effects: readonly Shrunken[];
}

/**
 * Arm means drawn towards their common mean, and what is left of each effect: what the winner's effect is expected to be when the experiment is
 * repeated. The largest of several estimates is too large on average, the more so the less the arms truly differ.
 *
 * Model     normal empirical Bayes: true means normal with variance t^2 about a common mean, t^2 by Paule and Mandel (zero when the arms differ
 *           no more than their errors), B = v / (v + t^2), posterior mean y - B (y - mean). The deviations hold the uncertainty of the common
 *           mean, which the arms share, not that of t^2: with few arms they are too small, and zero when t^2 is. They are no test.
 * Shapes    the control comes first in values and variances.
 * Errors    undefined for fewer than three arms, and when a variance is not above zero.
 * Source    Morris (1983), JASA 78; Paule & Mandel (1982), J. Res. Natl. Bur. Stand. 87.
 */
export function shrunkenEffects({
  values,
  variances,
}: {
  readonly values: readonly number[];
  readonly variances: readonly number[];
}): ShrunkenEffects | undefined {
  if (values.length < 3 || !variances.every((v) => v > 0)) return undefined;
  const betweenVariance = pauleMandel(values, variances);
  const { mean, weight } = weightedMean(values, variances, betweenVariance);
  const shrinkage = variances.map((v) => v / (v + betweenVariance));
  const own = variances.map((v, i) => v * (1 - shrinkage[i]));
  const shrunken = values.map((y, i) => y - shrinkage[i] * (y - mean));
  return {
    betweenVariance,
    mean,
    arms: values.map((_, i) => ({ value: shrunken[i], standardDeviation: Math.sqrt(own[i] + shrinkage[i] ** 2 / weight) })),
    effects: values.slice(1).map((_, k) => ({
      value: shrunken[k + 1] - shrunken[0],
      standardDeviation: Math.sqrt(own[k + 1] + own[0] + (shrinkage[k + 1] - shrinkage[0]) ** 2 / weight),
    })),
  };
}

function weightedMean(values: readonly number[], variances: readonly number[], between: number): { readonly mean: number; readonly weight: number } {
  const weights = variances.map((v) => 1 / (v + between));
  const weight = weights.reduce((sum, w) => sum + w, 0);
  return { mean: values.reduce((sum, y, i) => sum + weights[i] * y, 0) / weight, weight };
}

/** The t^2 at which the weighted squares about the mean equal their expectation, the arms less one. */
function pauleMandel(values: readonly number[], variances: readonly number[]): number {
  const expected = values.length - 1;
  const excess = (between: number): number => {
    const { mean } = weightedMean(values, variances, between);
    return values.reduce((sum, y, i) => sum + (y - mean) ** 2 / (variances[i] + between), 0) / expected - 1;
  };
  if (excess(0) <= 0) return 0;
  const plain = values.reduce((sum, y) => sum + y, 0) / values.length;
  return bracketedRoot(excess, 0, values.reduce((sum, y) => sum + (y - plain) ** 2, 0) / expected);
}
