import type { Asking } from '../../relation/asking.ts';
import { type BlockSums, blockSums } from './block-sums.ts';
import { clusterSums, expectTwo, type RollupOptions } from './cluster-rollup.ts';
import { partsIn } from './cluster-totals.ts';

/**
 * Adds the rows up by cluster, those of each arm apart, where clusters may hold several arms: one row a cluster and arm is fetched, and clusters have one order for all arms.
 * A cluster without rows in an arm adds nothing there.
 *
 * Errors  cluster-too-few with fewer than two clusters in an arm.
 */
export function* spanningRollup(asked: Omit<RollupOptions, 'arms'> & { readonly arms: NonNullable<RollupOptions['arms']> }): Asking<readonly BlockSums[]> {
  const { o, totals, reply } = yield* clusterSums(asked);
  const { grams, further = [] } = o;
  const all = Int32Array.from({ length: reply.clusters }, (_, g) => g);
  const sums = o.blocks.map((block) => blockSums(block, all, { grams, further, reply: partsIn(reply, block.arm!), totals }));
  for (const [b, { arm }] of o.blocks.entries()) expectTwo(o.cluster, arm, present(sums[b]));
  // What is added up beside is of all rows of a cluster, whatever their arm.
  const together = further.map((_, i) => Float64Array.from(all, (g) => sums.reduce((total, arm) => total + arm.further[i][g], 0)));
  return sums.map((arm) => ({ ...arm, further: together }));
}

/** Clusters with rows in the arm. */
export const present = ({ sizes }: BlockSums): number => sizes.reduce((count, n) => count + (n > 0 ? 1 : 0), 0);
