import gammaln from '@stdlib/math-base-special-gammaln';

/** How many units the mixture is worth: the larger, the smaller the shifts of a share that it is made to find, and the more units these take. Their odds are averaged, which are odds again. */
const usualConcentrations: readonly number[] = [100, 1_000, 10_000, 100_000];

/**
 * How much likelier counts are under shares spread around the planned ones than under the planned shares themselves: the odds against the plan, as a logarithm.
 *
 * Model   shares from a Dirichlet distribution with parameters k p, p the planned shares and k the concentration: log B(k p + n) - log B(k p) - sum n_j log p_j.
 *         Under the plan the odds are a martingale that starts at one: they ever reach 1 / alpha with chance alpha at most (Ville), whenever and however often one looks.
 * Shapes  a count and a share for each arm.
 * Units   natural logarithm; 0 before any unit.
 * Source  Lindon & Malek (2022), Anytime-Valid Inference for Multinomial Count Data, NeurIPS.
 */
export function multinomialLogOdds(counts: readonly number[], shares: readonly number[], concentration: number): number {
  const n = counts.reduce((a, b) => a + b, 0);
  const arms = counts.reduce((sum, count, j) => sum + logRising(concentration * shares[j], count) - count * Math.log(shares[j]), 0);
  return arms - logRising(concentration, n);
}

/** log of Gamma(a + n) / Gamma(a). Of few units as the product that it is: the difference of two large logarithms would lose their digits. */
function logRising(a: number, n: number): number {
  if (n > 64) return gammaln(a + n) - gammaln(a);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(a + i);
  return sum;
}

/**
 * An always-valid p-value of counts that were looked at as they grew: the smallest of one over the odds so far.
 *
 * Model   the mean of the odds at several concentrations, a martingale too: no size needs to be known before.
 * Shapes  counts by arm at each look, each holding those before.
 * Source  Lindon & Malek (2022).
 */
export function multinomialPValue(looks: readonly (readonly number[])[], shares: readonly number[], concentrations = usualConcentrations): number {
  const most = looks.reduce((so, counts) => Math.max(so, logMean(concentrations.map((k) => multinomialLogOdds(counts, shares, k)))), 0);
  return Math.exp(-most);
}

/** log of the mean of exponentials. */
function logMean(logs: readonly number[]): number {
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, x) => sum + Math.exp(x - most), 0) / logs.length);
}
