import { evaluate } from '../../expressions/evaluate.ts';
import { keyVector } from '../../expressions/text-loops.ts';
import { sortedLevels } from '../../relation/groups.ts';
import type { ClustersReply, ClustersRequest } from '../../relation/requests.ts';
import { expectFinite } from './checks.ts';
import { knownAmong, labelOf, measuresOf } from './evaluated.ts';
import { groupRows } from './group.ts';
import type { Table } from './table.ts';

/** Adds the rows up by cluster and `by`, about the mean of each column. */
export function clustersReply(table: Table, request: ClustersRequest, among: Uint8Array): ClustersReply {
  const columns = measuresOf(request.columns, table);
  const cluster = evaluate(request.cluster, table);
  const by = request.by ? keyVector(evaluate(request.by, table)) : undefined;
  const complete = knownAmong(among, [...Object.values(columns), ...(by ? [by] : [])]);
  for (const [name, v] of Object.entries(columns)) expectFinite(v, complete, labelOf(request.columns[name], name), table.name);
  const groups = groupRows([keyVector(cluster)], complete);

  // A cluster has as many parts as its rows have different codes, nearly always one.
  const [parts, codes, starts, firsts] = [new Int32Array(groups.rows.length), [] as number[], new Int32Array(groups.count + 1), [] as number[]];
  for (let g = 0; g < groups.count; g++) {
    for (let i = groups.starts[g]; i < groups.starts[g + 1]; i++) {
      const code = by?.codes[groups.rows[i]] ?? 0;
      let part = starts[g];
      while (part < codes.length && codes[part] !== code) part++;
      if (part === codes.length) {
        codes.push(code);
        firsts.push(groups.rows[i]);
      }
      parts[i] = part;
    }
    starts[g + 1] = codes.length;
  }
  const values = Object.values(columns).map((v) => v.values);
  const centres = values.map((v, j) => request.about?.[j] ?? meanOf(v, groups.rows));
  const added = (of: (row: number) => number): Float64Array => {
    const sums = new Float64Array(codes.length);
    for (let i = 0; i < groups.rows.length; i++) sums[parts[i]] += of(groups.rows[i]);
    return sums;
  };
  return {
    kind: 'clusters',
    clusters: groups.count,
    starts,
    parts: Int32Array.from(codes.keys()),
    sizes: added(() => 1),
    by: sortedLevels(Int32Array.from(codes), by?.levels ?? ['']),
    ...(cluster.type === 'number' && { names: Float64Array.from(firsts, (row) => cluster.values[row]) }),
    centres: Float64Array.from(centres),
    sums: values.map((v, j) => added((row) => v[row] - centres[j])),
    products: request.products.map(([i, j]) => added((row) => (values[i][row] - centres[i]) * (values[j][row] - centres[j]))),
  };
}

function meanOf(values: Float64Array, rows: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) sum += values[rows[i]];
  return rows.length > 0 ? sum / rows.length : 0;
}
