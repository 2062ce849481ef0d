import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { column } from '../../src/expressions/build.ts';
import type { Relation } from '../../src/relation/relation.ts';
import { columns, levels, moments, quantiles } from '../../src/relation/requests.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

const open = (name: string): Promise<Relation> => openFiles(files.at(name));

describe('Parquet in parts', () => {
  it('of integers here and fractions there keeps the fractions', async () => {
    await files.run(`copy (select 1 as x) to '${files.at('number-1.parquet')}'`);
    await files.run(`copy (select 1.5::double as x) to '${files.at('number-2.parquet')}'`);
    const rows = await open('number-*.parquet');
    const [reply] = await rows.answer([levels({ of: 'x' })]);
    expect(reply.kind === 'moments' && reply.groups.map(({ key }) => key[0])).toEqual(['1', '1.5']);
    rows.close();
  });
});

describe('types', () => {
  it('are made plain: decimals, enumerations, identifiers and times', async () => {
    const values = [
      '1.50::decimal(10,2) as price',
      '7::decimal(20,0) as code',
      "'a'::enum('a', 'b') as kind",
      "uuid '00000000-0000-0000-0000-000000000001' as uuid",
      "date '2026-01-02' as day",
      '0.1::float as single',
      '[1, 2] as list',
      '170141183460469231731687303715884105727::hugeint as huge',
    ];
    await files.run(`copy (select ${values.join(', ')}) to '${files.at('types.parquet')}'`);
    const rows = await open('types.parquet');
    const keys = ['price', 'code', 'kind', 'uuid', 'day', 'single', 'list'];
    const [grouped, listed, summed] = await rows.answer([
      moments({ columns: {}, by: keys }),
      columns({ columns: { price: column('price') }, keys }),
      moments({ columns: { price: column('price'), code: column('code'), single: column('single') } }),
    ]);
    const texts = ['1.5', '7', 'a', '00000000-0000-0000-0000-000000000001', '2026-01-02', '0.10000000149011612', '[1, 2]'];
    expect(grouped.kind === 'moments' && grouped.groups[0].key).toEqual(texts);
    expect(listed.kind === 'columns' && Object.values(listed.keys).map((key) => key.levels[0])).toEqual(texts);
    expect(summed.kind === 'moments' && [...summed.groups[0].moments.mean]).toEqual([1.5, 7, 0.10000000149011612]);
    await expect(rows.answer([moments({ columns: { day: column('day') } })])).rejects.toThrow(/^Column "day" of .* holds DATE, not numbers. /);
    await expect(rows.answer([levels({ of: { op: 'equals', left: column('day'), right: { op: 'text', value: '2026-01-02' } } })])).rejects.toThrow(
      'Column "day" is a time, where a number or text is needed. Times are compared in data.sql: make a column there, such as started >= timestamp \'2026-01-02\' as late, and name it here.',
    );
    rows.close();
  });

  it('of integers beyond 2^53 are keys, and no measures', async () => {
    await files.run(
      `copy (select 9007199254740993 + i as id, 1e17 + i * 1e3 as big, 9007199254740991 - i as edge from range(3) as t(i)) to '${files.at('wide.parquet')}'`,
    );
    const rows = await open('wide.parquet');
    expect(rows.schema.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'identifier'],
      ['big', 'number'],
      ['edge', 'number'],
    ]);
    const refused =
      /^Column "id" of .* holds integers beyond 2\^53, which a number cannot carry exactly. It looks like an identifier: use it as a key or unit, not as a measure; or rescale it.$/;
    await expect(rows.answer([moments({ columns: { x: column('id') } })])).rejects.toThrow(refused);
    await expect(rows.answer([quantiles({ of: column('id'), at: [0.5] })])).rejects.toThrow(refused);
    await expect(rows.answer([moments({ columns: { x: { op: 'times', left: column('id'), right: column('edge') } } })])).rejects.toThrow(
      'Column "id" is an integer beyond 2^53, where a number is needed. Compare text with quoted text and numbers with numbers.',
    );
    const [reply, one] = await rows.answer([
      levels({ of: 'id' }),
      moments({ columns: { big: column('big') }, where: { op: 'is', of: column('id'), level: '9007199254740995' } }),
    ]);
    expect(reply.kind === 'moments' && reply.groups.map(({ key }) => key[0])).toEqual(['9007199254740993', '9007199254740994', '9007199254740995']);
    expect(one.kind === 'moments' && [one.groups[0].moments.n, one.groups[0].moments.mean[0]]).toEqual([1, 1e17 + 2e3]);
    rows.close();
  });
});
