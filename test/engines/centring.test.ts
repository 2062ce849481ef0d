import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { column } from '../../src/expressions/build.ts';
import { comomentOf, meanOf } from '../../src/moments/moments.ts';
import type { Relation } from '../../src/relation/relation.ts';
import { columns, type MomentsReply, type MomentsRequest, moments } from '../../src/relation/requests.ts';
import { expectAgreement } from '../support/agreement.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

/** Opens what a SELECT yields, as Parquet. */
async function rowsOf(select: string): Promise<Relation> {
  const path = `${files.folder}/centring.parquet`;
  await files.run(`copy (${select}) to '${path}' (format parquet)`);
  return openFiles(path);
}

/** The reply of SQL beside that of memory on the same rows. */
async function both(sql: Relation, request: MomentsRequest): Promise<readonly [MomentsReply, MomentsReply]> {
  const [found, all] = await sql.answer([request, columns({ columns: request.columns, keys: request.by })]);
  if (found.kind !== 'moments' || all.kind !== 'columns') throw new Error('no such reply');
  const keys = Object.entries(all.keys).map(([name, { codes, levels }]) => [name, Array.from(codes, (code) => levels[code])] as const);
  const [reference] = fromColumns({ ...all.columns, ...Object.fromEntries(keys) }).answerSync([
    { ...request, columns: named(request.columns), by: named(request.by) },
  ]);
  return [found, reference as MomentsReply];
}

const named = (record: MomentsRequest['columns']): MomentsRequest['columns'] => Object.fromEntries(Object.keys(record).map((name) => [name, column(name)]));

it('keeps the variance of values at an offset of 1e8', async () => {
  const [cycle, cycles] = [1_000, 200];
  const rows = await rowsOf(`select 1e8::double + (i % ${cycle}) / 8.0::double as x from range(${cycle * cycles}) as t(i)`);
  const [reply] = (await rows.answer([moments({ columns: { x: column('x') } })])) as [MomentsReply];
  const exact = (cycles * cycle * (cycle ** 2 - 1)) / 12 / 64;
  expect(Math.abs(comomentOf(reply.groups[0].moments, 'x', 'x') / exact - 1)).toBeLessThan(5e-12);
  expect(meanOf(reply.groups[0].moments, 'x')).toBe(1e8 + (cycle - 1) / 16);
  rows.close();
});

it('agrees with memory where the first rows are unlike the rest', async () => {
  const rows = await rowsOf('select case when i < 10240 then 0 else 1e8 + hash(i) % 1000 / 100 end::double as x, i >= 10240 as late from range(60000) as t(i)');
  const [found, reference] = await both(rows, moments({ columns: { x: column('x') }, by: ['late'] }));
  expectAgreement(found, reference);
  rows.close();
});

it('agrees with memory where each group lies at an offset of its own, and asks no more than once again', async () => {
  const rows = await rowsOf(
    "select 'g' || i % 7 as g, (i % 7) * 1e8 + hash(i) % 1000 / 100 as x, hash(i + 1) % 100 / 10.0::double as y from range(70000) as t(i)",
  );
  const [found, reference] = await both(rows, moments({ columns: { x: column('x'), y: column('y') }, by: ['g'] }));
  expectAgreement(found, reference);
  const asked = rows.statements.filter((sql) => sql.includes('p_0_1'));
  expect(asked).toHaveLength(2);
  rows.close();
});

it('agrees with memory on weights, where groups lie far from the first rows', async () => {
  const rows = await rowsOf(
    'select i < 20000 as early, case when i < 20000 then 1 else 1e7 end + hash(i) % 1000 / 100 as x, 0.5 + hash(i + 7) % 10 as w from range(50000) as t(i)',
  );
  for (const kind of ['precision', 'sampling'] as const) {
    const asked = moments({ columns: { x: column('x') }, by: ['early'], weight: { column: column('w'), kind } });
    const [found] = await rows.answer([asked]);
    const [all] = await rows.answer([columns({ columns: { x: column('x'), w: column('w') }, keys: ['early'] })]);
    if (all.kind !== 'columns') throw new Error('no such reply');
    const [reference] = fromColumns({ ...all.columns, early: Array.from(all.keys.early.codes, (code) => all.keys.early.levels[code]) }).answerSync([asked]);
    expectAgreement(found, reference);
  }
  rows.close();
});

it('gives a constant no spread and no co-moments at all, whatever its value and that of the others', async () => {
  const rows = await rowsOf('select i % 50 as g, 0.1::double * (i % 50) as x, hash(i) % 1000 / 7.0::double as y, (i % 50 > 25) as z from range(20000) as t(i)');
  const asked = { columns: { x: column('x'), y: column('y'), z: column('z') }, by: ['g'] };
  const weight = { column: { op: 'number', value: 0.3 }, kind: 'sampling' } as const;
  const replies = (await rows.answer([moments(asked), moments({ ...asked, weight })])) as readonly MomentsReply[];
  for (const { groups } of replies) {
    expect(groups).toHaveLength(50);
    for (const { moments: m } of groups) {
      for (const other of ['x', 'y', 'z']) expect([comomentOf(m, 'x', other), comomentOf(m, 'z', other)]).toEqual([0, 0]);
      expect(comomentOf(m, 'y', 'y')).toBeGreaterThan(0);
    }
  }
  rows.close();
});
