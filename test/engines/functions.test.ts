import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { call, column, equals, is, isKnown, less, not } from '../../src/expressions/build.ts';
import type { FunctionName } from '../../src/expressions/expression.ts';
import { columns, levels, moments, type RowsReply } from '../../src/relation/requests.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';
import type { TestTable } from '../support/tables.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

const edges = [0, -0, 1, -1, 1e-75, 1e-17, -1e-17, 1e-10, -1e-10, 0.5, -0.999999, -2, 36.9, -36.9, 700, -745, 800, -800, 1e8, 1e75];

it.each<FunctionName>(['abs', 'exp', 'log', 'log1p', 'sigmoid', 'sqrt'])('%s means the same in SQL as in memory, at the edges of its domain', async (name) => {
  const table: TestTable = { rows: edges.length, columns: [{ name: 'x', kind: 'grid', values: edges }] };
  const value = call(name, column('x'));
  const inMemory = fromColumns({ x: edges });
  // Those that overflow are an error as a measure, so they are asked about apart.
  const finite = less(call('abs', value), Number.MAX_VALUE);
  const round = [columns({ columns: { value, x: column('x') }, where: finite }), moments({ columns: {}, by: { known: isKnown(value), finite } })];
  const sql = await openFiles(await files.write(table));
  const [[found, counts], [reference, wanted]] = [await sql.answer(round), inMemory.answerSync(round)];
  sql.close();
  expect(counts).toEqual(wanted);
  if (found.kind !== 'columns' || reference.kind !== 'columns') throw new Error('no such reply');
  expect(found.columns.x).toEqual(reference.columns.x);
  for (const [i, wanted] of reference.columns.value.entries()) {
    expect(Math.abs(found.columns.value[i] - wanted)).toBeLessThanOrEqual(2 ** -50 * Math.abs(wanted));
  }
});

it('takes -0 for 0 in keys and conditions, also where a file holds it first', async () => {
  // Repeated values make DuckDB write a bloom filter, which it looks up by bits.
  const values = [1, -0, 2, 1, -0, 0, 0, 2, 1, -0, 0, 1, -0, 2, null, 0];
  const table: TestTable = { rows: values.length, columns: [{ name: 'x', kind: 'whole', values }] };
  const x = column('x');
  const conditions = [is(x, '0'), equals(x, 0), equals(0, x), not({ op: 'differs', left: x, right: { op: 'number', value: -0 } }), not(less(x, 0))];
  const round = [levels({ of: 'x' }), ...conditions.map((where) => moments({ columns: { x }, where }))];
  const sql = await openFiles(await files.write(table));
  const [zeros, ...counts] = await sql.answer(round);
  const alone = await Promise.all(round.map(async (request) => (await sql.answer([request]))[0]));
  sql.close();
  const sizes = (replies: readonly RowsReply[]) =>
    replies.map((reply) => (reply.kind === 'moments' ? reply.groups.map(({ key, moments: { n } }) => [...key, n]) : []));
  const wanted = [
    [
      ['0', 8],
      ['1', 4],
      ['2', 3],
    ],
    [[8]],
    [[8]],
    [[8]],
    [[8]],
    [[15]],
  ];
  expect(sizes([zeros, ...counts])).toEqual(wanted);
  expect(sizes(alone)).toEqual(wanted);
});
