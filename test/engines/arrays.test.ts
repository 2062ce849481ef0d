import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { duckdbDatabase } from '../../src/engines/duckdb/database.ts';
import type { Database } from '../../src/engines/sql/database.ts';

let db: Database;
beforeAll(async () => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  db = duckdbDatabase(await instance.connect(), () => instance.closeSync());
});
afterAll(() => db.close());

const n = 50_000;

describe('rows as arrays', () => {
  it('come in the order of the data, text beside doubles, unknown doubles as NaN', async () => {
    const sql = `select case when i % 7 <> $1 then i::double end, 't' || (i % 3) from range(${n}) as t(i)`;
    const [doubles, texts] = await db.arrays(sql, [3], ['double', 'text'], n, {});
    for (let i = 0; i < n; i += 11) expect([doubles[i], texts[i]]).toEqual([i % 7 === 3 ? Number.NaN : i, `t${i % 3}`]);
  });

  it('are never a part of them: an error half way says what it was', async () => {
    const sql = `select case when i < 30000 then i::double else error('row 30000 is bad')::double end from range(${n}) as t(i)`;
    await expect(db.arrays(sql, [], ['double'], n, {})).rejects.toMatchObject({
      code: 'query-failed',
      facts: { why: expect.stringContaining('row 30000 is bad') },
    });
  });

  it.each([n - 1, n + 1, 2 * n])('reject %d rows where another number was counted', async (counted) => {
    const sql = `select i::double from range(${n}) as t(i)`;
    await expect(db.arrays(sql, [], ['double'], counted, {})).rejects.toMatchObject({ code: 'rows-lost', facts: { expected: counted, found: n } });
  });

  it('stop when they are told to, and can be asked for again', async () => {
    const stop = new AbortController();
    const reason = new Error('asked to stop');
    const many = 20_000_000;
    const sql = `select exp(sin(i)) + exp(cos(i)) from range(${many}) as t(i)`;
    const answer = db.arrays(sql, [], ['double'], many, { signal: stop.signal });
    setTimeout(() => stop.abort(reason), 50);
    await expect(answer).rejects.toBe(reason);
    const [few] = await db.arrays('select i::double from range(3) as t(i)', [], ['double'], 3, {});
    expect([...few]).toEqual([0, 1, 2]);
  });
});
