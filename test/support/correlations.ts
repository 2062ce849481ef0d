/** Correlations l_i l_j, row-major. */
export const productCorrelation = (loadings: readonly number[]): number[] => loadings.flatMap((a, i) => loadings.map((b, j) => (i === j ? 1 : a * b)));

/** Of the differences between all pairs of independent arms with these variances; singular for three arms and more. */
export function pairsCorrelation(variances: readonly number[]): number[] {
  const contrasts = variances.flatMap((_, i) => variances.slice(0, i).map((_, j) => variances.map((_, k) => (k === i ? 1 : k === j ? -1 : 0))));
  const covariance = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, k) => sum + x * b[k] * variances[k], 0);
  return contrasts.flatMap((a) => contrasts.map((b) => (a === b ? 1 : covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b)))));
}

/** Of `arms` contrasts with one control of the same size on each of `outcomes` that are correlated among themselves. */
export function armsByOutcomes(arms: number, outcomes: number): number[] {
  const size = arms * outcomes;
  const between = (o: number, p: number): number => (o === p ? 1 : 0.3 + 0.4 * (((o * p) % 3) / 3));
  return Array.from({ length: size ** 2 }, (_, k) => {
    const [i, j] = [Math.floor(k / size), k % size];
    return (Math.floor(i / outcomes) === Math.floor(j / outcomes) ? 1 : 0.5) * between(i % outcomes, j % outcomes);
  });
}
