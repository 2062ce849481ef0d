import { joinedFreedom } from '../../../inference/bell-mccaffrey.ts';
import { leastSlack } from '../../../inference/second-pass.ts';
import type { Group } from '../../../relation/requests.ts';
import { type Names, ratioOf } from './ratio-arm.ts';
import type { RatioErrors } from './ratio-errors.ts';
import type { Totals } from './ratio-units.ts';

/**
 * Errors of ratios by clusters that were randomized, few or unequal as they may be.
 *
 * Model   the ratio of an arm is the weighted mean of N / D over its clusters, with weights D. CR2: variance = sum of
 *         (N - R D)^2 / (sum D)^2 / (1 - p), p the cluster's part of the arm's denominator. Bell and McCaffrey's degrees of freedom with
 *         variances of N - R D that grow as D: trace 1 / sum D; squares (sum of p^2 - p^4 / (1 - p)^2, plus the square of the sum of p^2 / (1 - p)) / (sum D)^2;
 *         the arms' joined (`joinedFreedom`).
 * Shapes  groups of clusters, control first; an error for each treatment.
 * Source  Bell & McCaffrey (2002), Survey Methodology 28; Pustejovsky & Tipton (2018), JBES 36. Parity: clubSandwich on the weighted regression.
 */
export function ratioClusterErrors(groups: readonly Group[], names: Names, totals: (arm: string) => Totals): readonly RatioErrors[] {
  const [control, ...treatments] = groups.map((group) => armError(group, names, totals(group.key[0])));
  return treatments.map((one) => ({
    standardError: Math.sqrt(one.variance + control.variance),
    df: joinedFreedom([one, control]) ?? one.clusters + control.clusters - 2,
    means: { treatmentVariance: one.variance, controlVariance: control.variance, covariance: 0 },
    clusters: { [control.arm]: control.clusters, [one.arm]: one.clusters },
    together: one.clusters + control.clusters,
  }));
}

function armError(group: Group, names: Names, { numerator, denominator }: Totals) {
  const ratio = ratioOf(group, names);
  const clusters = denominator.length;
  let total = 0;
  for (let g = 0; g < clusters; g++) total += denominator[g];
  let [variance, own, weight] = [0, 0, 0];
  for (let g = 0; g < clusters; g++) {
    const part = denominator[g] / total;
    const slack = 1 - part;
    // A cluster that is the whole denominator has no residual.
    if (slack <= leastSlack) continue;
    const grown = part ** 2 / slack;
    variance += ((numerator[g] - ratio.mean * denominator[g]) / total) ** 2 / slack;
    own += part ** 2 - grown ** 2;
    weight += grown;
  }
  const [arm] = group.key;
  return { arm, clusters, variance: ratio.variance === 0 ? 0 : variance, trace: 1 / total, squares: (own + weight ** 2) / total ** 2 };
}
