import type { AnswerOptions, Engine, PlacedRequest } from '../../relation/relation.ts';
import type { MomentsRequest, Reply } from '../../relation/requests.ts';
import type { Step } from '../../relation/steps.ts';
import { columnsFrom } from './columns.ts';
import type { Database } from './database.ts';
import { momentsFrom } from './moments.ts';
import { quantilesFrom } from './quantiles.ts';
import type { Source } from './source.ts';

/** A base table in a database. */
export interface SqlTable {
  readonly name: string;
  readonly base: Source;
  readonly db: Database;
}

/** Answers a round with one SELECT for all moments asked on the same rows, and one for each other request. */
export function sqlEngine({ name, base, db }: SqlTable): Engine {
  const statements: string[] = [];
  const logged: Database = {
    ...db,
    query: (sql, values, options) => db.query(note(statements, sql), values, options),
    arrays: (sql, values, kinds, options) => db.arrays(note(statements, sql), values, kinds, options),
  };
  const table = { name, base, db: logged };
  return { name, schema: base.schema, statements, answer: (round, options) => answer(round, table, options), close: () => db.close() };
}

function note(statements: string[], sql: string): string {
  statements.push(sql);
  return sql;
}

async function answer(round: readonly PlacedRequest[], table: SqlTable, options: AnswerOptions): Promise<readonly Reply[]> {
  const replies = new Array<Reply>(round.length);
  for (const { steps, positions } of momentsByRows(round)) {
    const asked = positions.map((i) => round[i].request as MomentsRequest);
    const answered = await momentsFrom(asked, steps, round[positions[0]].schema, table, options);
    for (const [k, i] of positions.entries()) replies[i] = answered[k];
  }
  for (const [i, { request, steps, schema }] of round.entries()) {
    if (request.kind === 'quantiles') replies[i] = await quantilesFrom(request, steps, schema, table, options);
    if (request.kind === 'columns') replies[i] = await columnsFrom(request, steps, schema, table, options);
  }
  return replies;
}

/** Moments requests by the rows that they are asked on. */
function momentsByRows(round: readonly PlacedRequest[]): readonly { steps: readonly Step[]; positions: readonly number[] }[] {
  const found = new Map<string, { steps: readonly Step[]; positions: number[] }>();
  for (const [i, { request, steps }] of round.entries()) {
    if (request.kind !== 'moments') continue;
    const id = JSON.stringify(steps);
    const same = found.get(id) ?? { steps, positions: [] };
    same.positions.push(i);
    found.set(id, same);
  }
  return [...found.values()];
}
