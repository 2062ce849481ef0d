import { column } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Moments } from '../../moments/moments.ts';
import { momentsOf } from '../../moments/moments-of.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { rollup, type Step, type Total, where } from '../../relation/steps.ts';

/** What the number of rows of a cluster is called among the sums. */
export const rowsName = 'estimand:rows';

interface Summed {
  readonly columns: Readonly<Record<string, Expression>>;
  readonly where: Expression;
  readonly over: readonly Step[];
}

/** Moments, over clusters, of the sums of some columns and of the number of rows; nothing where rows are no clusters. */
export function* askClusterSums(cluster: string | undefined, { columns, where: counted, over }: Summed): Asking<Moments | undefined> {
  const found = yield* all(cluster === undefined ? [] : [ask(summed(cluster, columns, [...over, where(counted)]))]);
  return found[0]?.groups[0]?.moments;
}

function summed(cluster: string, columns: Readonly<Record<string, Expression>>, over: readonly Step[]) {
  const own = (name: string): string => `estimand:${name}`;
  const totals = Object.fromEntries(Object.entries(columns).map(([name, of]): [string, Total] => [own(name), { kind: 'sum', of }]));
  return moments({
    columns: { ...Object.fromEntries(Object.keys(columns).map((name) => [name, column(own(name))])), [rowsName]: column(rowsName) },
    over: [...over, rollup([cluster], { ...totals, [rowsName]: { kind: 'count' } })],
  });
}

/** The clusters of rows in arrays. */
export interface RowClusters {
  readonly codes: Int32Array;
  /** Of each code. */
  readonly names: readonly string[];
}

/** The same of rows in arrays. */
export function clusterSums(clusters: RowClusters | undefined, columns: Readonly<Record<string, Float64Array>>): Moments | undefined {
  if (!clusters) return undefined;
  const { codes, names } = clusters;
  const sumOf = (of: (row: number) => number): Float64Array => {
    const sums = new Float64Array(names.length);
    for (let r = 0; r < codes.length; r++) sums[codes[r]] += of(r);
    return sums;
  };
  const sums = Object.entries(columns).map(([name, values]) => [name, sumOf((r) => values[r])] as const);
  return momentsOf({ ...Object.fromEntries(sums), [rowsName]: sumOf(() => 1) });
}
