import { and, column, is, isKnown } from '../../../expressions/build.ts';
import type { Contrast } from '../../../inference/arms/contrast.ts';
import type { DesignColumn } from '../../../models/arm-columns.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { type Group, moments } from '../../../relation/requests.ts';

/** The outcome of one arm in one block. */
export interface BlockCell {
  readonly arm: string;
  readonly block: string;
  readonly group: Group;
}

/**
 * Moments of the outcome, and of any columns beside it, by arm and block of the rows that are in a cluster where one is named. Arms that are named are asked one by one,
 * so that each may have as many blocks as an answer has groups.
 */
export function* cellsOf(c: Contrast, blocks: string, within: string | undefined, beside: readonly DesignColumn[] = []): Asking<readonly BlockCell[]> {
  const columns = { [c.outcome]: c.measure, ...Object.fromEntries(beside.map(({ name, expression }) => [name, expression])) };
  const inCluster = within === undefined ? undefined : isKnown(column(within));
  const named = c.treatments && [...new Set([c.control, ...c.treatments])];
  const inArm = (arm: string) =>
    moments({ columns, by: [blocks], where: inCluster ? and(is(column(c.assignment), arm), inCluster) : is(column(c.assignment), arm) });
  const parts = yield* all(
    named ? named.map((arm) => ask(inArm(arm))) : [ask(moments({ columns, by: [c.assignment, blocks], ...(inCluster && { where: inCluster }) }))],
  );
  return parts.flatMap(({ groups }, i) =>
    groups.map((group): BlockCell => (named ? { arm: named[i], block: group.key[0], group } : { arm: group.key[0], block: group.key[1], group })),
  );
}

/** The cluster that a block lies in, and in how many it does. */
export interface BlockCluster {
  readonly block: string;
  readonly cluster: string;
  readonly clusters: number;
}

/** Of each block the cluster that holds it; none where no clusters are named. */
export function* clustersOfBlocks(blocks: string, within: string | undefined): Asking<readonly BlockCluster[]> {
  if (within === undefined) return [];
  const { groups } = yield* ask(moments({ columns: {}, by: [blocks, within] }));
  const byBlock = new Map<string, { readonly cluster: string; readonly clusters: number }>();
  for (const {
    key: [block, cluster],
  } of groups)
    byBlock.set(block, { cluster, clusters: (byBlock.get(block)?.clusters ?? 0) + 1 });
  return [...byBlock].map(([block, held]) => ({ block, ...held }));
}
