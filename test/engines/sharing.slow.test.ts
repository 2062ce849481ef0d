import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { add, column, equals, greater, is, when } from '../../src/expressions/build.ts';
import type { Expression } from '../../src/expressions/expression.ts';
import { all, ask } from '../../src/relation/asking.ts';
import type { Relation } from '../../src/relation/relation.ts';
import { columns, levels, type MomentsRequest, moments, quantiles } from '../../src/relation/requests.ts';
import { run } from '../../src/relation/run.ts';
import { derive } from '../../src/relation/steps.ts';
import { expectAgreement } from '../support/agreement.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

async function rowsOf(select: string): Promise<Relation> {
  const path = `${files.folder}/sharing.parquet`;
  await files.run(`copy (${select}) to '${path}' (format parquet)`);
  return openFiles(path, { name: 'the rows' });
}

/** Asks a round of both engines; gives the number of statements that it took SQL. */
async function statementsFor(rows: Relation, numbers: readonly string[], keys: readonly string[], round: readonly MomentsRequest[]): Promise<number> {
  const before = rows.statements.length;
  const found = await rows.answer(round);
  const taken = rows.statements.length - before;
  const data: Record<string, (number | string | null)[]> = {};
  for (const name of numbers) data[name] = await columnWithNulls(rows, name);
  for (const name of keys) data[name] = await columnWithNulls(rows, name);
  const reference = fromColumns(data, 'the rows').answerSync(round);
  for (const [i, reply] of found.entries()) expectAgreement(reply, reference[i]);
  return taken;
}

async function columnWithNulls(rows: Relation, name: string): Promise<(number | null)[]> {
  const known = rows.derive({
    known: { op: 'isKnown', of: column(name) },
    value: { op: 'when', condition: { op: 'isKnown', of: column(name) }, value: column(name), otherwise: { op: 'number', value: 0 } },
  });
  const [reply] = await known.answer([columns({ columns: { known: column('known'), value: column('value') } })]);
  if (reply.kind !== 'columns') throw new Error('no such reply');
  return Array.from(reply.columns.value, (value, i) => (reply.columns.known[i] === 1 ? value : null));
}

const outcomes = Array.from({ length: 20 }, (_, i) => `y${i}`);
const segments = ['a', 'b', 'c', 'd', 'e'];

describe('small whole numbers that stand for a choice', () => {
  it('are keys, levels and equals of each other as they are in memory', async () => {
    const rows = await rowsOf('select i % 5 - 2.0 as x, case when i % 3 <> 0 then i % 4 end as k from range(2000) as t(i)');
    const x = await columnWithNulls(rows, 'x');
    const k = await columnWithNulls(rows, 'k');
    const code = (of: string) => when(greater(column(of), 0), when(greater(column(of), 1), 255, 7), 0);
    const step = derive({ a: code('x'), b: code('k'), c: when(greater(column('x'), 0), 256, 0) });
    const by = (keys: Record<string, Expression>) => moments({ columns: { x: column('x') }, by: keys, over: [step] });
    const round = [
      by({ a: column('a'), b: column('b'), c: column('c') }),
      by({ whole: code('x'), seven: is(column('b'), '7'), none: is(column('a'), '300') }),
      by({ same: equals(column('a'), column('b')), number: equals(column('a'), 7) }),
      moments({ columns: { a: column('a'), sum: add(column('a'), column('b')) }, over: [step] }),
    ];
    const found = await run(rows, all(round.map((one) => ask(one))));
    const reference = await run(fromColumns({ x, k }, 'the rows'), all(round.map((one) => ask(one))));
    for (const [i, reply] of found.entries()) expectAgreement(reply, reference[i]);
    expect(found[0].groups.map(({ key }) => key)).toContainEqual(['255', '7', '256']);
  });
});

describe('a round', () => {
  it('of twenty outcomes and five segments is one look and one scan', async () => {
    const values = outcomes.map((name, i) => `case when hash(i + ${i}) % 100 >= ${i % 4} then hash(i * ${i + 1}) % 50 / 10 end as ${name}`);
    const rows = await rowsOf(`select i % 2 as arm, ${segments.map((name, i) => `hash(i + ${50 + i}) % 3 as ${name}`)}, ${values} from range(20000) as t(i)`);
    function* study() {
      const whole = outcomes.map((y) => ask(moments({ columns: { y: column(y) }, by: ['arm'] })));
      const parts = outcomes.flatMap((y) => segments.map((segment) => ask(moments({ columns: { y: column(y) }, by: ['arm', segment] }))));
      return yield* all([...whole, ...parts]);
    }
    const replies = await run(rows, study());
    expect(replies).toHaveLength(120);
    expect(rows.rounds).toBe(1);
    expect(rows.statements).toHaveLength(2);
    expect(rows.statements[0]).toContain('limit 10240');
    rows.close();
  });

  it('asks for moments on other rows, and for each other request, by itself', async () => {
    const rows = await rowsOf('select i % 2 as arm, i / 7.0 as x from range(1000) as t(i)');
    const request = moments({ columns: { x: column('x') }, by: ['arm'] });
    const rolledUp = { ...request, over: [{ kind: 'rollup', key: ['arm'], totals: { x: { kind: 'sum', of: column('x') } } }] } as const;
    await rows.answer([request, rolledUp, levels({ of: 'arm' }), quantiles({ of: column('x'), at: [0.5] })]);
    expect(rows.statements).toHaveLength(5);
    expect(rows.rounds).toBe(1);
    rows.close();
  });

  it('of no requests asks nothing', async () => {
    const rows = await rowsOf('select 1 as x');
    expect(await rows.answer([])).toEqual([]);
    expect(rows.statements).toHaveLength(0);
    rows.close();
  });
});

describe('many patterns', () => {
  it('of unknown values make sums for each request', async () => {
    const names = outcomes.slice(0, 13);
    const rows = await rowsOf(
      `select i % 2 as arm, ${names.map((name, i) => `case when hash(i * 31 + ${i}) % 2 = 0 then hash(i + ${i}) % 1000 / 8.0::double end as ${name}`)} from range(20000) as t(i)`,
    );
    const round = names.flatMap((y) => [
      moments({ columns: { y: column(y) }, by: ['arm'] }),
      moments({ columns: { y: column(y) }, by: ['arm'], where: equals(column('arm'), 1) }),
    ]);
    // A look, the keys under two conditions, and the sums.
    expect(await statementsFor(rows, names, ['arm'], round)).toBe(4);
    expect(rows.statements[3]).toContain('case when');
    rows.close();
  });

  it('of all keys together make a scan for each set of keys', async () => {
    const rows = await rowsOf('select i % 100 as a, i // 100 % 100 as b, i / 3.0 as x from range(20000) as t(i)');
    const round = [moments({ columns: { x: column('x') }, by: ['a'] }), moments({ columns: { x: column('x') }, by: ['b'] })];
    // A look at all, then a scan for each.
    expect(await statementsFor(rows, ['x'], ['a', 'b'], round)).toBe(3);
    rows.close();
  });

  it('that the first rows did not show are found out, and asked for apart', async () => {
    const rows = await rowsOf(
      'select case when i < 10240 then 0 else i % 400 end as a, case when i < 10240 then 0 else i // 400 % 400 end as b, hash(i) % 1000 / 3.0 as x from range(175000) as t(i)',
    );
    const round = [moments({ columns: { x: column('x') }, by: ['a'] }), moments({ columns: { x: column('x') }, by: ['b'] })];
    // A look at all, a scan that yields too much, then a scan for each.
    expect(await statementsFor(rows, ['x'], ['a', 'b'], round)).toBe(4);
    rows.close();
  });

  it('of more bits than one mask holds', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `y${i}`);
    const rows = await rowsOf(
      `select i % 3 as arm, ${names.map((name, i) => `case when i % 40 <> ${i} then hash(i) % ${i + 5} / 4.0::double end as ${name}`)} from range(4000) as t(i)`,
    );
    const round = names.map((y) => moments({ columns: { y: column(y) }, by: ['arm'] }));
    expect(await statementsFor(rows, names, ['arm'], round)).toBe(2);
    expect(rows.statements[1]).toContain('m1');
    rows.close();
  });
});

describe('more groups than anyone can read', () => {
  const refusal = 'The answer would have more than 100,000 groups. Roll the rows up to one row a group instead of asking for each.';
  const requests = {
    moments: moments({ columns: { x: column('x') }, by: ['id'] }),
    levels: levels({ of: 'id' }),
    quantiles: quantiles({ of: column('x'), at: [0.5], by: ['id'] }),
  };

  it.each(Object.entries(requests))('are refused to %s', async (_, request) => {
    const rows = await rowsOf('select i as id, i / 2.0 as x from range(100001) as t(i)');
    await expect(rows.answer([request])).rejects.toThrow(refusal);
    const ids = Int32Array.from({ length: 100_001 }, (_, i) => i);
    expect(() => fromColumns({ id: ids, x: ids }).answerSync([request])).toThrow(refusal);
    rows.close();
  });

  it('are answered up to 100,000', async () => {
    const rows = await rowsOf('select nullif(i, 100000) as id, i / 2.0 as x from range(100001) as t(i)');
    const [reply] = await rows.answer([levels({ of: 'id' })]);
    expect(reply.kind === 'moments' && [reply.groups.length, reply.keyless]).toEqual([100_000, 1]);
    rows.close();
  });

  it('are moments of a rollup', async () => {
    const rows = await rowsOf('select i // 2 as id, i % 4 as x from range(300000) as t(i)');
    const [reply] = await rows.rollup(['id'], { total: { kind: 'sum', of: column('x') } }).answer([moments({ columns: { total: column('total') } })]);
    expect(reply.kind === 'moments' && [reply.groups[0].moments.n, reply.groups[0].moments.mean[0]]).toEqual([150_000, 3]);
    rows.close();
  });
});
