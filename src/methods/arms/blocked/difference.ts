import { differenceOverClusters } from '../../../inference/clustered-blocks.ts';
import { differenceOverBlocks, type StratifiedDifference, type Stratum, stratifiedDifference, type Target } from '../../../inference/stratified.ts';
import { quantileOf } from '../../../inference/wald.ts';
import type { OtherTarget } from './details.ts';
import type { Chosen, NamedStratum } from './strata.ts';

/** The effect over blocks, for what they stand for. */
export interface SettledDifference {
  readonly target: Target;
  readonly difference: StratifiedDifference;
  /** Where nobody said what blocks stand for: what else they might, with the shorter interval. */
  readonly other?: OtherTarget;
}

/** Blocks as they were chosen, and of each the place of the cluster that holds it, where clusters are named. */
interface Held extends Pick<Chosen, 'target' | 'undeclared'> {
  readonly clusters?: readonly number[];
}

/** The difference of blocks for what they stand for; by the clusters that hold them, where there are some. */
export function differenceFor(strata: readonly Stratum[], target: Target, clusters: readonly number[] | undefined): StratifiedDifference {
  if (clusters) return differenceOverClusters(strata, clusters);
  return target === 'blocks' ? differenceOverBlocks(strata) : stratifiedDifference(strata, target);
}

/** Clusters by their place, in the order of the blocks. */
export function placesOf(strata: readonly NamedStratum[], clusterOf: ReadonlyMap<string, string>): readonly number[] {
  const names = new Map<string, number>();
  return strata.map(({ block }) => {
    const cluster = clusterOf.get(block)!;
    if (!names.has(cluster)) names.set(cluster, names.size);
    return names.get(cluster)!;
  });
}

/** The effect over the blocks that were chosen; where it is known which cluster holds a block, with errors by these. */
export function blockedDifference(one: Chosen, level: number, clusterOf: ReadonlyMap<string, string> | undefined): SettledDifference {
  const clusters = clusterOf && placesOf(one.strata, clusterOf);
  return widest({ ...one, ...(clusters && { clusters }) }, (target) => differenceFor(one.strata, target, clusters), level);
}

/** Half as wide as the interval. */
const reach = ({ standardError, df }: StratifiedDifference, level: number): number => standardError * quantileOf({ kind: 't', df }, (1 + level) / 2);

/** For what the blocks stand for; where nobody said it, for what has the wider interval, and the other. */
export function widest({ target, undeclared, clusters }: Held, of: (target: Target) => StratifiedDifference, level: number): SettledDifference {
  const own = { target, difference: of(target) };
  if (!undeclared || clusters) return own;
  const drawn = { target: 'blocks', difference: of('blocks') } as const;
  const [wide, narrow] = reach(drawn.difference, level) > reach(own.difference, level) ? [drawn, own] : [own, drawn];
  const { standardError, df } = narrow.difference;
  return { ...wide, other: { target: narrow.target, standardError, df } };
}
