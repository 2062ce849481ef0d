import { EstimandError } from '../../errors/estimand-error.ts';
import { and, column, is, subtract, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { expressionKey, knownParts } from '../../expressions/walk.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { type ColumnsReply, columns } from '../../relation/requests.ts';
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
  /** Column of the arm; clusters must then lie within one. */
  readonly assignment?: string;
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
  const { blocks, cluster, assignment, further = [] } = o;
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
    ...(assignment !== undefined && { [name('arm')]: { kind: 'only', of: column(assignment) } }),
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
      columns: Object.fromEntries(measured.map((total) => [total, column(total)])),
      ...(assignment !== undefined && { keys: { arm: column(name('arm')) } }),
      over: [where([o.where, ...read].reduce(and)), derive(derived), rollup([cluster], totals)],
    }),
  );
  if (reply.dropped > 0) {
    throw new EstimandError('cluster-spans-arms', { column: cluster, assignment: assignment!, clusters: reply.dropped, of: reply.n + reply.dropped });
  }
  const perArm = clustersByArm(reply);
  for (const [arm, clusters] of Object.entries(perArm)) expectTwo(cluster, arm, clusters);
  return { blocks: blocks.map((block) => blockSums(block, rowsOf(block, reply, cluster), o, { reply, apart })), perArm };
}

function clustersByArm({ keys: { arm } }: ColumnsReply): Readonly<Record<string, number>> {
  if (!arm) return {};
  const counts = arm.levels.map(() => 0);
  for (const code of arm.codes) counts[code]++;
  return Object.fromEntries(arm.levels.map((level, i) => [level, counts[i]]));
}

/** Errors  cluster-too-few. */
function expectTwo(column: string, arm: string | undefined, clusters: number): void {
  if (clusters < 2) throw new EstimandError('cluster-too-few', { column, arm, clusters });
}

/** An expression that is another one in each arm. */
function byArm({ blocks, assignment }: RollupOptions, pick: (block: number) => Expression): Expression {
  const last = blocks.length - 1;
  return blocks.slice(0, last).reduceRight((otherwise, { arm }, b) => when(is(column(assignment!), arm!), pick(b), otherwise), pick(last));
}

/** The clusters of a block's arm. Errors  cluster-too-few. */
function rowsOf({ arm }: Block, { n, keys }: ColumnsReply, cluster: string): Int32Array {
  const all = Int32Array.from({ length: n }, (_, g) => g);
  const level = arm === undefined ? undefined : keys.arm.levels.indexOf(arm);
  const rows = level === undefined ? all : all.filter((g) => keys.arm.codes[g] === level);
  expectTwo(cluster, arm, rows.length);
  return rows;
}

function blockSums(
  block: Block,
  rows: Int32Array,
  { blocks, grams, further = [] }: RollupOptions,
  found: { readonly reply: ColumnsReply; readonly apart: boolean },
): BlockSums {
  const k = block.columns.length;
  const p = k + 1;
  const constant = 1 / Math.sqrt(block.n);
  const total = (what: string): Float64Array => {
    const all = found.reply.columns[name(what)];
    return Float64Array.from(rows, (g) => all[g]);
  };
  const sizes = total('n');
  const into = (target: Float64Array, values: Float64Array, at: number, factor = 1): void => {
    const stride = target.length / rows.length;
    for (let g = 0; g < rows.length; g++) target[g * stride + at] = factor * values[g];
  };
  const scores = block.residuals.map(({ less }, r) => {
    const score = new Float64Array(rows.length * p);
    // Summed less the constant of the first block: what is between that and its own comes off by row.
    const between = found.apart ? 0 : less - blocks[0].residuals[r].less;
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
  const shared = { clusters: rows.length, rank: p, scores, sizes, further: further.map((_, i) => total(`f${i}`)) };
  if (!grams) return shared;
  const gram = new Float64Array(rows.length * p * p);
  into(gram, sizes, 0, constant * constant);
  for (let j = 0; j < k; j++) {
    const sums = total(`z${j}`);
    for (const at of [j + 1, (j + 1) * p]) into(gram, sums, at, constant);
    for (let i = 0; i <= j; i++) for (const at of [(i + 1) * p + j + 1, (j + 1) * p + i + 1]) into(gram, total(`z${i}z${j}`), at);
  }
  return { ...shared, grams: gram };
}
