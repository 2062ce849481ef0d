import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { column, greater } from '../../src/expressions/build.ts';
import { quantileEffect } from '../../src/methods/arms/quantile/quantile-effect.ts';
import type { Relation, SyncRelation } from '../../src/relation/relation.ts';
import { run, runSync } from '../../src/relation/run.ts';
import { within } from '../../src/relation/within.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { fileInMemory } from '../support/parquet.ts';

const data = new URL('../../goldens/quantiles/data.csv', import.meta.url);
let memory: SyncRelation;
let sql: Relation;
beforeAll(async () => {
  memory = await fileInMemory(data);
  sql = await openFiles(fileURLToPath(data), { name: 'data', threads: 2 });
});
afterAll(() => sql.close());

it.each([
  ['rows', {}],
  ['teams', { cluster: 'team' }],
  ['crews of unequal sizes', { cluster: 'crew' }],
])('quantiles of three arms by %s are the same in SQL and in memory', async (_, changes) => {
  const asking = () => quantileEffect({ outcome: 'y', quantile: 0.8, assignment: 'arm', control: 0, ...changes });
  const wanted = runSync(memory, asking());
  expect(wanted.estimates).toHaveLength(2);
  expectDeepClose(await run(sql, asking()), wanted, 1e-10);
  const some = greater(column('y'), 1);
  expectDeepClose(await run(sql, within(asking(), some)), runSync(memory, within(asking(), some)), 1e-10);
});
