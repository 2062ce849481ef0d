import type { Finding } from '../../estimate/finding.ts';
import { and, isKnown } from '../../expressions/build.ts';
import { eventsIn, hasFewEvents } from '../../inference/arms/binary.ts';
import { inArms } from '../../inference/arms/clustered/known-clusters.ts';
import type { Arms, Contrast } from '../../inference/arms/contrast.ts';
import { fewEventsAmong } from '../../inference/arms/refusals.ts';
import { differenceHeldBy, ratioHeldBy } from '../../inference/exact/limits-that-hold.ts';
import { clusterCounts } from '../../inference/losses/cluster-counts.ts';
import { type ClusterEvents, isExceededByClusters } from '../../inference/permutation/rare-clusters.ts';
import type { Asking } from '../../relation/asking.ts';
import type { Group } from '../../relation/requests.ts';
import { type AnyLimits, outer, type Shown, withLimits } from './limits-shown.ts';
import { scoreInference } from './score-inference.ts';

/** Of each treatment arm what holds where events are few, if they are. */
export type HeldInClusters = (arm: Group, wald: Shown) => Shown & { readonly options: object };

/** Permuting more clusters than this takes seconds, and of so many hardly one has two of a few events. */
const mostPermuted = 10_000;
const seed = 1;

/**
 * Where a binary outcome in clusters has few events, or few non-events, in an arm: the clustered limits, each moved outwards to where a permutation of the clusters agrees.
 * Of clusters that were not randomized, and of very many, to where the exact test of units does.
 */
export function* heldInClusters(c: Contrast, arms: Arms): Asking<HeldInClusters | undefined> {
  const isFew = (arm: Group): boolean => [arm, arms.control].some(({ moments: m }) => hasFewEvents(m, c.outcome));
  const few = arms.treatments.filter(isFew);
  if (few.length === 0) return undefined;
  const byUnits = (arm: Group, wald: Shown) => {
    const { interval, bounds, relative } = scoreInference(arm, arms.control, c);
    const at = (level: number): AnyLimits =>
      level === c.level ? { difference: interval.pieces[0], change: relative?.interval?.pieces[0] } : { difference: bounds, change: relative?.bounds };
    return { ...withLimits(wald, c, { kind: 'score' }, (level, own) => both(own, at(level))), options: { interval: 'newcombe-exact' } };
  };
  const counts = c.clusterArms
    ? []
    : yield* clusterCounts({
        counted: c.measure,
        assignment: c.assignment,
        cluster: c.cluster!,
        among: and(isKnown(c.measure), inArms(c.assignment, [arms.control, ...few])),
      });
  const inArm = ({ key: [arm] }: Group): ClusterEvents | undefined => {
    const found = counts.find((one) => one.arm === arm);
    return found && { units: found.units, events: found.lost };
  };
  return (arm, wald) => {
    if (!isFew(arm)) return { ...wald, options: {} };
    const [one, zero] = [inArm(arm), inArm(arms.control)];
    if (!one || !zero || one.units.length + zero.units.length > mostPermuted) return byUnits(arm, wald);
    return {
      ...withLimits(wald, c, { kind: 'permutation' }, (level, own) => permuted([one, zero], own, (1 - level) / 2)),
      options: { interval: 'permutation', seed },
    };
  };
}

const both = (own: AnyLimits, other: AnyLimits): AnyLimits => ({
  difference: outer(own.difference, other.difference),
  change: outer(own.change ?? {}, other.change ?? {}),
});

function permuted(arms: readonly [ClusterEvents, ClusterEvents], { difference, change }: AnyLimits, alpha: number): AnyLimits {
  const [p1, p0] = arms.map(({ units, events }) => total(events) / total(units));
  const exceeds = (one: ClusterEvents, zero: ClusterEvents, at: Parameters<typeof isExceededByClusters>[2]): boolean =>
    isExceededByClusters(one, zero, at, alpha, seed);
  const { low = -1, high = 1 } = difference;
  const held = differenceHeldBy(exceeds, arms, p1 - p0, { low: Math.max(-1, low), high: Math.min(1, high) });
  if (!change || !(p0 > 0)) return { difference: held };
  const ratio = ratioHeldBy(exceeds, arms, p1 / p0, { low: Math.max(0, 1 + (change.low ?? -1)), ...(change.high !== undefined && { high: 1 + change.high }) });
  return { difference: held, change: { low: ratio.low - 1, ...(ratio.high !== undefined && { high: ratio.high - 1 }) } };
}

const total = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

/** Few events in clusters: which limits hold. */
export function fewInClustersFinding(estimate: string, c: Contrast, arms: readonly Group[], by: string | undefined): readonly Finding[] {
  if (by === undefined) return [];
  const counts = arms.map(({ key: [arm], moments: m }) => ({ arm, events: eventsIn(m, c.outcome), n: m.n }));
  const allows = by === 'permutation' ? `permuting the clusters of ${c.cluster} allows` : 'an exact test of units allows';
  return [fewEventsAmong(estimate, c.outcome, counts, `the clustered one, no narrower than ${allows}`)];
}
