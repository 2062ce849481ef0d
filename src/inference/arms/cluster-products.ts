import { and, column, is, isKnown, number, or, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Moments } from '../../moments/moments.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { rollup, where } from '../../relation/steps.ts';

/** Covariance of influence i of arm a with influence j of arm b; undefined for an arm that is not there, or with fewer than two clusters. */
export type ClusterProducts = (a: number, b: number, i: number, j: number) => number | undefined;

type Influences = readonly (readonly Expression[] | undefined)[];

/**
 * By arm, the products of the cluster totals of several influences, summed over clusters: their covariance when what was randomized is a cluster.
 *
 * Model   sum over clusters g of T_gi T_gj times G / (G - 1), T the total of an influence in a cluster (CR0 with the usual correction).
 * Shapes  influences of each arm, outcomes in one order; absent for an arm that is not there.
 */
export function* clusterProducts(assignment: string, cluster: string, arms: readonly string[], influences: Influences): Asking<ClusterProducts> {
  const size = sizeOf(influences);
  const armwise = (i: number): Expression =>
    arms.reduceRight<Expression>((otherwise, arm, a) => {
      const own = influences[a]?.[i];
      return own ? when(is(column(assignment), arm), own, otherwise) : otherwise;
    }, number(0));
  const names = Array.from({ length: size }, (_, i) => `influence ${i}`);
  const totals = Object.fromEntries(names.map((name, i) => [name, { kind: 'sum', of: armwise(i) } as const]));
  const reply = yield* ask(
    moments({
      columns: Object.fromEntries(names.map((name) => [name, column(name)])),
      by: [assignment],
      over: [where(knownIn(assignment, arms, influences)), rollup([cluster, assignment], totals)],
    }),
  );
  const found = arms.map((arm) => reply.groups.find((g) => g.key[0] === arm)?.moments);
  return (a, b, i, j) => {
    const m = found[a];
    return a === b && m && m.n >= 2 ? productIn(m, i, j) : undefined;
  };
}

/** The same where a cluster may hold several arms: their totals in it go together. */
export function* spanningProducts(assignment: string, cluster: string, arms: readonly string[], influences: Influences): Asking<ClusterProducts> {
  const size = sizeOf(influences);
  const name = (a: number, i: number): string => `influence ${i} of ${a}`;
  const cells = arms.flatMap((arm, a) =>
    Array.from({ length: size }, (_, i) => {
      const own = influences[a]?.[i];
      return [name(a, i), own ? when(is(column(assignment), arm), own, number(0)) : number(0)] as const;
    }),
  );
  const totals = Object.fromEntries(cells.map(([cell, of]) => [cell, { kind: 'sum', of } as const]));
  const reply = yield* ask(
    moments({
      columns: Object.fromEntries(cells.map(([cell]) => [cell, column(cell)])),
      over: [where(knownIn(assignment, arms, influences)), rollup([cluster], totals)],
    }),
  );
  const m = reply.groups[0]?.moments;
  return (a, b, i, j) => (m && m.n >= 2 && influences[a] && influences[b] ? productIn(m, a * size + i, b * size + j) : undefined);
}

const sizeOf = (influences: Influences): number => influences.find((own) => own !== undefined)?.length ?? 0;

/** Rows of the arms whose influence is known. Influences of all arms are made of the same columns: where one arm's are known, all are. */
function knownIn(assignment: string, arms: readonly string[], influences: Influences): Expression {
  const inArms = arms.map((arm) => is(column(assignment), arm)).reduce(or);
  return (influences.find((own) => own !== undefined) ?? []).reduce<Expression>((all, e) => and(all, isKnown(e)), inArms);
}

/** Sum over clusters of the product of two totals, times G / (G - 1). */
function productIn(m: Moments, i: number, j: number): number {
  const p = m.columns.length;
  return (m.comoment[i * p + j] + m.n * m.mean[i] * m.mean[j]) * (m.n / (m.n - 1));
}
