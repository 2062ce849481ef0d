import { EstimandError } from '../../errors/estimand-error.ts';
import { column } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { expressionKey } from '../../expressions/walk.ts';
import { remembered } from '../../math/remembered.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { type ClustersReply, clusters } from '../../relation/requests.ts';
import { along, type Block, byBlock, type Summand, spreadsOf, stretchOf, turnedByRow } from './block.ts';
import { type BlockSums, blockSums } from './block-sums.ts';
import { clustersByArm } from './cluster-totals.ts';
import type { Totals } from './design-sums.ts';

export interface RollupOptions {
  /** The same number of columns and residuals each. */
  readonly blocks: readonly Block[];
  readonly cluster: string;
  /** Rows of the regression; those with anything unknown are left out. */
  readonly where: Expression;
  /** Only CR2 needs the sums of products of columns. */
  readonly grams: boolean;
  /** The arms that `where` takes; clusters must then lie within one. */
  readonly arms?: { readonly assignment: string; readonly names: readonly string[] };
  /** Added up beside. */
  readonly further?: readonly Summand[];
}

export interface ClusterRollup {
  readonly blocks: readonly BlockSums[];
  /** Clusters by arm, when the assignment is named. */
  readonly perArm: Readonly<Record<string, number>>;
}

/** A basis that lies farther from the columns than this is turned into by row, and so are columns that lie farther than this many spreads from where they are summed. */
const farthest = 30;

/**
 * Adds the rows up by cluster in the engine, and fetches one row a cluster; the clusters' own names stay there. What is fetched are sums of the columns and
 * their products, the same for every regression on the same columns: outcomes, arms and segments share it, and each turns it into its own basis.
 *
 * Errors  cluster-spans-arms; cluster-too-few with fewer than two in a block.
 */
export function* clusterRollup(o: RollupOptions): Asking<ClusterRollup> {
  return rollupFrom(yield* clusterSums(o));
}

/** What was asked for, on the columns as they are or by row, and its reply. */
export interface FoundSums {
  readonly o: RollupOptions;
  readonly totals: Totals;
  readonly reply: ClustersReply;
}

export function* clusterSums(o: RollupOptions): Asking<FoundSums> {
  if (o.blocks.some((block) => stretchOf(block) > farthest)) return yield* sumsByRow(o);
  const found = yield* sumsOf(o);
  return o.blocks.some((block) => distanceOf(block, found.reply, found.totals) > farthest) ? yield* sumsByRow(o) : found;
}

/** The same with the bases as columns. */
function sumsByRow(o: RollupOptions): Asking<FoundSums> {
  const further = o.further?.map((summand) => ('of' in summand ? summand : { of: along(o.blocks[0], summand) }));
  return sumsOf({ ...o, blocks: turnedByRow(o.blocks), ...(further && { further }) }, 0);
}

/** Asks for the sums, of columns less a number where one is given. */
function* sumsOf(o: RollupOptions, about?: number): Asking<FoundSums> {
  const { columns, products, totals } = askedFor(o);
  const reply = yield* ask(
    clusters({
      columns,
      products,
      cluster: column(o.cluster),
      where: o.where,
      ...(o.arms && { by: column(o.arms.assignment) }),
      ...(about !== undefined && { about: Object.keys(columns).map(() => about) }),
    }),
  );
  return { o, totals, reply };
}

function rollupFrom({ o, totals, reply }: FoundSums): ClusterRollup {
  const { blocks, cluster, arms } = o;
  const { of, mixed } = clustersByArm(reply);
  if (mixed > 0) throw new EstimandError('cluster-spans-arms', { column: cluster, assignment: arms!.assignment, clusters: mixed, of: reply.clusters });
  const perArm = Object.fromEntries((arms?.names ?? []).map((arm) => [arm, of.get(arm)?.length ?? 0]));
  for (const [arm, count] of Object.entries(perArm)) expectTwo(cluster, arm, count);
  if (!arms) expectTwo(cluster, undefined, reply.clusters);
  const all = Int32Array.from({ length: reply.clusters }, (_, g) => g);
  const rowsOf = ({ arm }: Block): Int32Array => (arm === undefined ? all : of.get(arm)!);
  const sums = (block: Block): BlockSums => blockSums(block, rowsOf(block), { grams: o.grams, further: o.further ?? [], reply, totals });
  // Methods that are asked at several levels ask for the same sums.
  const key = (block: Block): string => expressionKey([block, o.grams, o.further, totals]);
  return { blocks: blocks.map((block) => remembered(reply, key(block), () => sums(block))), perArm };
}

interface AskedSums {
  readonly columns: Readonly<Record<string, Expression>>;
  readonly products: readonly (readonly [number, number])[];
  readonly totals: Totals;
}

/** What is asked for all blocks, and where each part of it stands in the reply. */
function askedFor({ blocks, arms, grams, further = [] }: RollupOptions): AskedSums {
  const columns = new Map<string, { readonly at: number; readonly e: Expression }>();
  const products = new Map<string, { readonly at: number; readonly pair: readonly [number, number] }>();
  const enter = (e: Expression): number => {
    const key = expressionKey(e);
    const known = columns.get(key) ?? { at: columns.size, e };
    columns.set(key, known);
    return known.at;
  };
  const alike = (pick: (block: Block) => Expression): Expression => {
    const first = expressionKey(pick(blocks[0]));
    return blocks.every((block) => expressionKey(pick(block)) === first) ? pick(blocks[0]) : byBlock(blocks, arms?.assignment, pick);
  };
  const product = (i: number, j: number): number => {
    const pair = [Math.min(i, j), Math.max(i, j)] as const;
    const known = products.get(pair.join()) ?? { at: products.size, pair };
    products.set(pair.join(), known);
    return known.at;
  };
  const x = blocks[0].columns.map((_, j) => enter(alike((block) => block.columns[j])));
  const y = blocks[0].residuals.map((_, r) => enter(alike((block) => block.residuals[r].of)));
  const f = further.map((summand) => ('of' in summand ? enter(summand.of) : undefined));
  const squares = grams || blocks.some((block) => block.residuals.some(({ slopes }) => slopes !== undefined));
  const totals: Totals = { x, y, f, xx: squares ? x.map((i) => x.map((j) => product(i, j))) : undefined, yx: y.map((i) => x.map((j) => product(i, j))) };
  return {
    columns: Object.fromEntries(Array.from(columns.values(), ({ at, e }) => [`estimand:${at}`, e])),
    products: Array.from(products.values(), ({ pair }) => pair),
    totals,
  };
}

/** How many spreads the mean of a column lies from where it was summed. */
function distanceOf(block: Block, { centres }: ClustersReply, { x }: Totals): number {
  const spreads = spreadsOf(block);
  return Math.max(0, ...x.map((at, j) => Math.abs(block.means[j] - centres[at]) / spreads[j]));
}

/** Errors  cluster-too-few. */
export function expectTwo(column: string, arm: string | undefined, clusters: number): void {
  if (clusters < 2) throw new EstimandError('cluster-too-few', { column, arm, clusters });
}
