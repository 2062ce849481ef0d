/** Mean of one arm with its sampling variance. */
export interface ArmMean {
  readonly n: number;
  readonly mean: number;
  /** Of the mean: s^2 / n. */
  readonly variance: number;
}

/**
 * Difference of two means with unequal variances.
 *
 * Model   Var = s1^2/n1 + s0^2/n0; df by Welch and Satterthwaite.
 * Source  Welch (1947), Biometrika 34; scipy.stats.ttest_ind(equal_var=False).
 */
export function welch(treatment: ArmMean, control: ArmMean): { readonly value: number; readonly standardError: number; readonly df: number } {
  const variance = treatment.variance + control.variance;
  const df = variance ** 2 / (treatment.variance ** 2 / (treatment.n - 1) + control.variance ** 2 / (control.n - 1));
  return { value: treatment.mean - control.mean, standardError: Math.sqrt(variance), df: variance > 0 ? df : treatment.n + control.n - 2 };
}

/** Degrees of freedom of a sum of independent variances (Satterthwaite, 1946); absent where all of them are zero. */
export function satterthwaite(parts: readonly { readonly variance: number; readonly df: number }[]): number | undefined {
  const total = parts.reduce((sum, { variance }) => sum + variance, 0);
  return total > 0 ? total ** 2 / parts.reduce((sum, { variance, df }) => (variance > 0 ? sum + variance ** 2 / df : sum), 0) : undefined;
}
