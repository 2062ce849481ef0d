import { and, column, isKnown } from '../../expressions/build.ts';
import { inArms } from '../../inference/arms/clustered/known-clusters.ts';
import type { Contrast } from '../../inference/arms/contrast.ts';
import { clusterCounts } from '../../inference/losses/cluster-counts.ts';
import { type LossTest, lossByArm } from '../../inference/losses/loss-by-arm.ts';
import { lossByCluster } from '../../inference/losses/loss-by-cluster.ts';
import { stream } from '../../math/random/stream.ts';
import { type Moments, meanOf } from '../../moments/moments.ts';
import type { LossCount } from '../../protocol/protocol.ts';
import type { Asking } from '../../relation/asking.ts';
import type { Group } from '../../relation/requests.ts';

/** Of the units of an arm, those that use it and those that do not. */
const usageCount = (arm: string, { n, used }: { readonly n: number; readonly used: number }): LossCount => ({ arm, lost: used, kept: n - used });

/**
 * Of each treatment arm the p-value that it uses the feature as often as control.
 *
 * Model   Fisher's exact test, Holm over arms; where clusters were randomized, their permutation, for which one row a cluster is fetched where an arm uses it less. A z
 *         test takes an arm of 100 units of which none uses a rare feature for proof: it has no variance.
 */
export function* usagePValues(
  groups: readonly Group[],
  o: { readonly c: Contrast; readonly usage: { readonly name: string; readonly column: string }; readonly seed: number },
): Asking<readonly number[]> {
  const { c, usage } = o;
  const used = (m: Moments): number => meanOf(m, usage.name);
  const [control, ...treatments] = groups.map(({ key: [arm], moments: m }) => usageCount(arm, { n: m.n, used: Math.round(used(m) * m.n) }));
  // Chance drew units, where clusters are only named for errors.
  if (c.cluster === undefined || c.clusterArms) return adjusted(lossByArm(control, treatments));
  if (groups.every((g) => used(g.moments) >= used(groups[0].moments))) return treatments.map(() => 1);
  const among = [isKnown(c.measure), isKnown(column(usage.column)), inArms(c.assignment, groups)].reduce(and);
  const clusters = yield* clusterCounts({ counted: column(usage.column), assignment: c.assignment, cluster: c.cluster, among });
  const [zero, ...ones] = groups.map(({ key: [arm] }) => clusters.find((one) => one.arm === arm)!);
  return adjusted(lossByCluster(zero, ones, { column: c.cluster, random: stream(o.seed) }));
}

const adjusted = (tests: readonly LossTest[]): readonly number[] => tests.map((test) => test.adjusted);
