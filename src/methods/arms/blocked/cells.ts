import { and, column, is, isKnown } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
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

/** Rows in blocks, and what of them is asked. */
export interface RowsInBlocks {
  readonly columns: Readonly<Record<string, Expression>>;
  readonly assignment: string;
  /** Default: every arm. Arms that are named are asked one by one, so that each may have as many blocks as an answer has groups. */
  readonly arms?: readonly string[] | undefined;
  readonly blocks: string;
  /** Column of clusters: rows outside them are left out. */
  readonly within?: string | undefined;
  readonly where?: Expression | undefined;
}

/** Moments by arm and block, of the rows that are in a cluster where one is named. */
export function* blockCells({ columns, assignment, arms, blocks, within, where }: RowsInBlocks): Asking<readonly BlockCell[]> {
  const conditions = [...(where ? [where] : []), ...(within === undefined ? [] : [isKnown(column(within))])];
  const among = (more: readonly Expression[]) => {
    const all = [...more, ...conditions];
    return all.length === 0 ? {} : { where: all.reduce(and) };
  };
  const named = arms && [...new Set(arms)];
  const parts = yield* all(
    named
      ? named.map((arm) => ask(moments({ columns, by: [blocks], ...among([is(column(assignment), arm)]) })))
      : [ask(moments({ columns, by: [assignment, blocks], ...among([]) }))],
  );
  return parts.flatMap(({ groups }, i) =>
    groups.map((group): BlockCell => (named ? { arm: named[i], block: group.key[0], group } : { arm: group.key[0], block: group.key[1], group })),
  );
}

/** Moments of the outcome, and of any columns beside it, by arm and block. */
export function cellsOf(c: Contrast, blocks: string, within: string | undefined, beside: readonly DesignColumn[] = []): Asking<readonly BlockCell[]> {
  const columns = { [c.outcome]: c.measure, ...Object.fromEntries(beside.map(({ name, expression }) => [name, expression])) };
  return blockCells({ columns, assignment: c.assignment, arms: c.treatments && [c.control, ...c.treatments], blocks, within });
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
