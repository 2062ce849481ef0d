import type { AnswerOptions, Engine, PlacedRequest } from '../../relation/relation.ts';
import type { MomentsRequest, Reply } from '../../relation/requests.ts';
import { columnsFrom } from './columns.ts';
import type { Database } from './database.ts';
import { momentsFrom } from './moments.ts';
import type { SqlPlace, SqlTable } from './place.ts';
import { quantilesFrom } from './quantiles.ts';
import { askedTogether } from './together.ts';

/** Answers a round with one SELECT for all moments asked on the same rows, and one for each other request. */
export function sqlEngine({ name, base, db }: SqlTable): Engine {
  const statements: string[] = [];
  const noted = <T>(sql: string, run: () => T): T => {
    statements.push(sql);
    return run();
  };
  const logged: Database = {
    ...db,
    query: (sql, values, options) => noted(sql, () => db.query(sql, values, options)),
    arrays: (sql, values, kinds, rows, options) => noted(sql, () => db.arrays(sql, values, kinds, rows, options)),
  };
  const table = { name, base, db: logged };
  return { name, schema: base.schema, statements, answer: (round, options) => answer(round, table, options), close: () => db.close() };
}

async function answer(round: readonly PlacedRequest[], table: SqlTable, options: AnswerOptions): Promise<readonly Reply[]> {
  const replies = new Array<Reply>(round.length);
  const together = askedTogether(round, table.base.schema, table.name);
  for (const [t, { steps, schema, positions }] of together.entries()) {
    const { onProgress: report } = options;
    const onProgress = report && rising((share) => report((t + share) / together.length));
    const place: SqlPlace = { table, steps, schema, options: { ...options, ...(onProgress && { onProgress }) } };
    const asked = positions.map((i) => round[i]);
    const answered = await repliesFrom(asked, place);
    for (const [k, i] of positions.entries()) replies[i] = answered[k];
  }
  return replies;
}

/** Passes on a share where it has grown: a second look at the rows begins at nothing again. */
function rising(report: (share: number) => void): (share: number) => void {
  let highest = 0;
  return (share) => {
    if (share > highest) report(share);
    highest = Math.max(highest, share);
  };
}

async function repliesFrom(asked: readonly PlacedRequest[], place: SqlPlace): Promise<readonly Reply[]> {
  const [{ request }] = asked;
  if (request.kind === 'moments')
    return momentsFrom(
      asked.map((one) => one.request as MomentsRequest),
      place,
    );
  return [request.kind === 'quantiles' ? await quantilesFrom(request, place) : await columnsFrom(request, place)];
}
