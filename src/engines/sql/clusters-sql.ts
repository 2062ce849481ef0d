import { is, number, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { typeIn } from '../../relation/schema.ts';
import type { ClusterScan } from './cluster-scan.ts';
import { compile, keySql, numberSql, rawSql } from './compile.ts';
import { maskColumns, masksOf } from './moments-sql.ts';
import { bind, type Scope } from './scope.ts';

interface Constants {
  readonly shifts: readonly number[];
  readonly levels: readonly (readonly string[])[];
}

/** The SELECT, and how many masks it has: keys, sizes, masks, levels, sums and products, all of them doubles. */
export function clustersSql(scan: ClusterScan, { shifts, levels }: Constants, from: string, scope: Scope): { readonly sql: string; readonly masks: number } {
  const { double } = scope.dialect;
  const { cluster, measures, bits, by, products, where, asked } = scan;
  const masks = masksOf(bits);
  const numbers = Array.from({ length: masks }, (_, i) => `m${i}`);
  const columns = [
    '1 as one',
    `${keySql(cluster, scope)} as k`,
    ...maskColumns(bits, scope),
    // A number for each level: text would be fetched piece by piece.
    ...by.map((e, i) => `${rawSql(placeAmong(e, levels[i]), scope)} as a${i}`),
    ...measures.map(({ e }, i) => `${numberSql(e, scope)}${shifts[i] === 0 ? '' : ` - ${bind(scope, shifts[i])}`} as d${i}`),
  ];
  const keys = ['k', ...numbers, ...by.map((_, i) => `a${i}`)];
  const summed = (value: string): string => `coalesce(sum(${value}), 0)`;
  const aggregates = [
    'count(*) as n',
    ...measures.map((_, i) => `${summed(`d${i}`)} as s${i}`),
    ...products.map(([i, j], e) => `${summed(`d${i} * d${j}`)} as p${e}`),
  ];
  const rows = `(select ${columns.join(', ')} from ${from}${where ? ` where ${compile(where, scope)}` : ''}) as t`;
  // Rows in which no condition holds are nobody's, where each request has one.
  const wanted = masks > 0 && asked.every((one) => one.bits.length > 0) ? ` and (${numbers.map((mask) => `${mask} <> 0`).join(' or ')})` : '';
  const added = `(select ${[...keys, ...aggregates].join(', ')} from ${rows} where k is not null${wanted} group by ${keys.join(', ')}) as t`;
  const fetched = [
    double(isNumber(cluster, scope) ? 'k' : 'dense_rank() over (order by k)'),
    ...['n', ...numbers, ...by.map((_, i) => `a${i}`)].map(double),
    ...measures.map((_, i) => `s${i}`),
    ...products.map((_, e) => `p${e}`),
  ];
  return { sql: `select ${fetched.join(', ')} from ${added}`, masks };
}

/** Numbers tell clusters apart as they are; any other key by its rank, so that no text is fetched. */
export const isNumber = (cluster: Expression, { schema }: Scope): boolean => typeIn(schema, 'the data', cluster) === 'number';

/** The place of the value among some levels. */
function placeAmong(e: Expression, levels: readonly string[]): Expression {
  return levels.slice(0, -1).reduceRight<Expression>((otherwise, level, at) => when(is(e, level), at, otherwise), number(Math.max(0, levels.length - 1)));
}
