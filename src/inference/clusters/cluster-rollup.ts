import { EstimandError } from '../../errors/estimand-error.ts';
import { and, column, is, number, subtract, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { expressionKey, knownParts } from '../../expressions/walk.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { columns } from '../../relation/requests.ts';
import { derive, rollup, type Total, where } from '../../relation/steps.ts';
import { type CentredFit, rotatedColumns } from '../second-pass.ts';
import type { ClusterSums } from './cluster-shares.ts';

/** One regression, or that of one arm: its rotated columns make the basis, the constant first. */
export interface Block extends Pick<CentredFit, 'n' | 'columns' | 'means' | 'inverse'> {
  /** The arm whose rows it is about. */
  readonly arm?: string;
  readonly residuals: readonly Residual[];
}

/** What a row's outcome is less its prediction, as an expression less a constant: regressions that differ only there need not be told apart by row. */
export interface Residual {
  readonly of: Expression;
  readonly less: number;
}

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
  /** Expressions added up beside. */
  readonly further?: readonly Expression[];
}

/** The sums of the clusters of one block. */
export interface BlockSums extends ClusterSums {
  /** Rows by cluster. */
  readonly sizes: Float64Array;
  readonly further: readonly Float64Array[];
}

export interface ClusterRollup {
  readonly blocks: readonly BlockSums[];
  /** Clusters by arm, when the assignment is named. */
  readonly perArm: Readonly<Record<string, number>>;
}

const name = (what: string): string => `estimand:${what}`;

/**
 * Adds the rows up by cluster in the engine, and fetches one row a cluster; the clusters' own names stay there.
 *
 * Errors  cluster-spans-arms; cluster-too-few with fewer than two in a block.
 */
export function* clusterRollup(o: RollupOptions): Asking<ClusterRollup> {
  const { blocks, cluster, arms, further = [] } = o;
  const [{ residuals }] = blocks;
  const bases = blocks.map((block) => rotatedColumns(block));
  const k = bases[0].length;
  const apart = k > 0 || residuals.some(({ of }, r) => blocks.some((block) => expressionKey(block.residuals[r].of) !== expressionKey(of)));
  const derived: Record<string, Expression> = {};
  for (const [r, { of, less }] of residuals.entries())
    derived[name(`e${r}`)] = apart ? byArm(o, (b) => subtract(blocks[b].residuals[r].of, blocks[b].residuals[r].less)) : subtract(of, less);
  for (let j = 0; j < k; j++) derived[name(`z${j}`)] = byArm(o, (b) => bases[b][j]);
  for (const [i, e] of further.entries()) derived[name(`f${i}`)] = e;
  const read = [...residuals.map(({ of }) => of), ...blocks[0].columns, ...further].flatMap(knownParts);

  const totals: Record<string, Total> = {
    [name('n')]: { kind: 'count' },
    ...(arms && { [name('arm')]: { kind: 'only', of: column(arms.assignment) } }),
  };
  const sum = (what: string, of: Expression): void => {
    totals[name(what)] = { kind: 'sum', of };
  };
  const [z, e] = [(j: number): Expression => column(name(`z${j}`)), (r: number): Expression => column(name(`e${r}`))];
  for (const r of residuals.keys()) {
    sum(`e${r}`, e(r));
    for (let j = 0; j < k; j++) sum(`e${r}z${j}`, times(e(r), z(j)));
  }
  for (let j = 0; o.grams && j < k; j++) {
    sum(`z${j}`, z(j));
    for (let i = 0; i <= j; i++) sum(`z${i}z${j}`, times(z(i), z(j)));
  }
  for (const i of further.keys()) sum(`f${i}`, column(name(`f${i}`)));

  const measured = Object.keys(totals).filter((total) => total !== name('arm'));
  const reply = yield* ask(
    columns({
      columns: { ...Object.fromEntries(measured.map((total) => [total, column(total)])), ...(arms && { [name('arm')]: placeAmong(arms.names) }) },
      over: [where([o.where, ...read].reduce(and)), derive(derived), rollup([cluster], totals)],
    }),
  );
  const places = reply.columns[name('arm')];
  const mixed = places?.reduce((count, place) => count + (place < 0 ? 1 : 0), 0) ?? 0;
  if (mixed > 0) throw new EstimandError('cluster-spans-arms', { column: cluster, assignment: arms!.assignment, clusters: mixed, of: reply.n });
  const perArm = Object.fromEntries((arms?.names ?? []).map((arm, i) => [arm, places.reduce((count, place) => count + (place === i ? 1 : 0), 0)]));
  for (const [arm, clusters] of Object.entries(perArm)) expectTwo(cluster, arm, clusters);
  const all = Int32Array.from({ length: reply.n }, (_, g) => g);
  const rowsOf = ({ arm }: Block): Int32Array => (arm === undefined ? all : all.filter((g) => places[g] === arms!.names.indexOf(arm)));
  if (!arms) expectTwo(cluster, undefined, reply.n);
  const from = (rows: Int32Array) => (what: string) => {
    const every = reply.columns[name(what)];
    return Float64Array.from(rows, (g) => every[g]);
  };
  return { blocks: blocks.map((block) => blockSums(block, o, from(rowsOf(block)), apart)), perArm };
}

/** The place of the arm that a cluster lies in, -1 when its rows lie in several. A number: text would be fetched piece by piece. */
function placeAmong(arms: readonly string[]): Expression {
  return arms.reduceRight<Expression>((otherwise, arm, i) => when(is(column(name('arm')), arm), i, otherwise), number(-1));
}

/** Errors  cluster-too-few. */
export function expectTwo(column: string, arm: string | undefined, clusters: number): void {
  if (clusters < 2) throw new EstimandError('cluster-too-few', { column, arm, clusters });
}

/** An expression that is another one in each arm. */
function byArm({ blocks, arms }: RollupOptions, pick: (block: number) => Expression): Expression {
  const last = blocks.length - 1;
  return blocks.slice(0, last).reduceRight((otherwise, { arm }, b) => when(is(column(arms!.assignment), arm!), pick(b), otherwise), pick(last));
}

/** The sums of one block, from the totals of its clusters by name; `apart` where each row was taken by the regression of its own block. */
export function blockSums(
  block: Block,
  { blocks, grams, further = [] }: Pick<RollupOptions, 'blocks' | 'grams' | 'further'>,
  total: (what: string) => Float64Array,
  apart: boolean,
): BlockSums {
  const k = block.columns.length;
  const p = k + 1;
  const constant = 1 / Math.sqrt(block.n);
  const sizes = total('n');
  const clusters = sizes.length;
  const into = (target: Float64Array, values: Float64Array, at: number, factor = 1): void => {
    const stride = target.length / clusters;
    for (let g = 0; g < clusters; g++) target[g * stride + at] = factor * values[g];
  };
  const scores = block.residuals.map(({ less }, r) => {
    const score = new Float64Array(clusters * p);
    // Summed less the constant of the first block: what is between that and its own comes off by row.
    const between = apart ? 0 : less - blocks[0].residuals[r].less;
    const sums = total(`e${r}`);
    into(
      score,
      sums.map((sum, g) => sum - between * sizes[g]),
      0,
      constant,
    );
    for (let j = 0; j < k; j++) into(score, total(`e${r}z${j}`), j + 1);
    return score;
  });
  const shared = { clusters, rank: p, scores, sizes, further: further.map((_, i) => total(`f${i}`)) };
  if (!grams) return shared;
  const gram = new Float64Array(clusters * p * p);
  into(gram, sizes, 0, constant * constant);
  for (let j = 0; j < k; j++) {
    const sums = total(`z${j}`);
    for (const at of [j + 1, (j + 1) * p]) into(gram, sums, at, constant);
    for (let i = 0; i <= j; i++) for (const at of [(i + 1) * p + j + 1, (j + 1) * p + i + 1]) into(gram, total(`z${i}z${j}`), at);
  }
  return { ...shared, grams: gram };
}
