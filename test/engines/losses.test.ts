import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { column, greater, not } from '../../src/expressions/build.ts';
import { leeBounds } from '../../src/inference/losses/lee-bounds.ts';
import { type AnyLossBoundsOptions, lossBounds } from '../../src/inference/losses/loss-bounds.ts';
import type { Relation, SyncRelation } from '../../src/relation/relation.ts';
import { run, runSync } from '../../src/relation/run.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { fileInMemory } from '../support/parquet.ts';

const data = new URL('../../goldens/losses/data.csv', import.meta.url);
let memory: SyncRelation;
let sql: Relation;
beforeAll(async () => {
  memory = await fileInMemory(data);
  sql = await openFiles(fileURLToPath(data), { name: 'data', threads: 2 });
});
afterAll(() => sql.close());

const cases: readonly (readonly [string, string, Partial<AnyLossBoundsOptions>, string, number])[] = [
  ['minutes', 'lee', {}, 'minutes', 3],
  ['scores', 'lee', {}, 'score', 3],
  ['scores between 1 and 5', 'worst-case', { possible: { least: 1, most: 5 } }, 'score', 2],
  ['events', 'worst-case', {}, 'event', 2],
  ['events by cluster', 'worst-case', { cluster: 'cluster' }, 'event', 3],
  ['minutes by cluster', 'lee', { cluster: 'cluster' }, 'minutes', 4],
  ['minutes of some units', 'lee', { counted: not(greater(column('rating'), 9)) }, 'minutes', 3],
];

it.each(cases)('bounds of %s (%s) are the same in SQL and in memory', async (_, method, changes, outcome, rounds) => {
  const asking = () => lossBounds({ measure: column(outcome), assignment: 'arm', control: 'a', ...changes });
  const wanted = runSync(memory, asking());
  expect(wanted.map((one) => one.kind === 'bounds' && one.method)).toEqual([method, method]);
  const before = sql.rounds;
  expectDeepClose(await run(sql, asking()), wanted, 1e-10);
  expect(sql.rounds - before).toBe(rounds);
});

it('Lee bounds of an outcome of 0 and 1 are the same in SQL and in memory', async () => {
  const asking = () => leeBounds({ measure: column('event'), assignment: 'arm', control: 'a', treatments: ['c'] });
  expectDeepClose(await run(sql, asking()), runSync(memory, asking()), 1e-10);
});
