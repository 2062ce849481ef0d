import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { column, is, less, not, or } from '../../src/expressions/build.ts';
import type { Expression } from '../../src/expressions/expression.ts';
import type { Relation, SyncRelation } from '../../src/relation/relation.ts';
import { run, runSync } from '../../src/relation/run.ts';
import { within } from '../../src/relation/within.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';
import type { ColumnKind } from '../support/tables.ts';
import { each, questions } from './questions.ts';
import { contractRows, relationOf } from './table.ts';

const rows = contractRows(300, 23).map((row, i) => ({ ...row, x: i % 11 === 0 ? null : row.x }));
const memory = relationOf(rows);
const kinds = {
  y: 'tenths',
  b: 'integer',
  z: 'integer',
  d: 'integer',
  x: 'tenths',
  g: 'text',
  unit: 'text',
  p: 'tenths',
  team: 'text',
  week: 'integer',
} as const satisfies Record<string, ColumnKind>;
const columns = Object.entries(kinds).map(([name, kind]) => ({ name, kind, values: rows.map((row) => row[name as keyof typeof kinds]) }));

const conditions: readonly (readonly [string, Expression])[] = [
  ['a number below a limit, sometimes unknown', less(column('x'), 0.7)],
  ['one level or another', or(is(column('g'), 'a'), is(column('g'), 'b'))],
  ['not a level', not(is(column('g'), 'c'))],
];

let files: Files;
let sql: Relation;
beforeAll(async () => {
  files = await temporaryFiles();
  sql = await openFiles(await files.write({ rows: rows.length, columns }), { name: 'the contract table', threads: 2 });
});
afterAll(async () => {
  sql.close();
  await files.close();
});

/** What comes of it, and in how many rounds. */
async function outcomeOn(relation: Relation, ask: () => Promise<unknown>): Promise<{ readonly answer: unknown; readonly rounds: number }> {
  const before = relation.rounds;
  const answer = await ask();
  return { answer, rounds: relation.rounds - before };
}

each(questions)('$id within a condition', ({ question }) => {
  const asking = () => question.onExample().ask();

  it.each(conditions)('%s: as on the filtered rows, in as many rounds', async (_, condition) => {
    const filtered: SyncRelation = memory.where(condition);
    const wanted = await outcomeOn(filtered, async () => runSync(filtered, asking()));
    const inMemory = await outcomeOn(memory, async () => runSync(memory, within(asking(), condition)));
    expect(inMemory).toEqual(wanted);
    const inSql = await outcomeOn(sql, () => run(sql, within(asking(), condition)));
    expectDeepClose(inSql, wanted, 1e-8);
  });
});
