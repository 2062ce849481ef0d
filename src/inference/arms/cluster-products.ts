import { and, column, is, isKnown, number, or, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { rollup, where } from '../../relation/steps.ts';

/**
 * By arm, the products of the cluster totals of several influences, summed over clusters: their covariance when what was randomized is a cluster.
 *
 * Model   sum over clusters g of T_gi T_gj times G / (G - 1), T the total of an influence in a cluster (CR0 with the usual correction).
 * Shapes  influences of each arm, outcomes in one order; absent for an arm that is not there.
 */
export function* clusterProducts(
  assignment: string,
  cluster: string,
  arms: readonly string[],
  influences: readonly (readonly Expression[] | undefined)[],
): Asking<readonly (Float64Array | undefined)[]> {
  const size = influences.find((own) => own !== undefined)?.length ?? 0;
  const armwise = (i: number): Expression =>
    arms.reduceRight<Expression>((otherwise, arm, a) => {
      const own = influences[a]?.[i];
      return own ? when(is(column(assignment), arm), own, otherwise) : otherwise;
    }, number(0));
  const names = Array.from({ length: size }, (_, i) => `influence ${i}`);
  const inArms = arms.map((arm) => is(column(assignment), arm)).reduce(or);
  // Influences of all arms are made of the same columns: where one arm's are known, all are.
  const known = (influences.find((own) => own !== undefined) ?? []).reduce<Expression>((all, e) => and(all, isKnown(e)), inArms);
  const totals = Object.fromEntries(names.map((name, i) => [name, { kind: 'sum', of: armwise(i) } as const]));
  const reply = yield* ask(
    moments({
      columns: Object.fromEntries(names.map((name) => [name, column(name)])),
      by: [assignment],
      over: [where(known), rollup([cluster, assignment], totals)],
    }),
  );
  return arms.map((arm) => {
    const m = reply.groups.find((g) => g.key[0] === arm)?.moments;
    if (!m || m.n < 2) return undefined;
    return Float64Array.from({ length: size * size }, (_, e) => {
      const [i, j] = [Math.floor(e / size), e % size];
      return (m.comoment[e] + m.n * m.mean[i] * m.mean[j]) * (m.n / (m.n - 1));
    });
  });
}
