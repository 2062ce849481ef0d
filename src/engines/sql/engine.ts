import { expressionKey } from '../../expressions/walk.ts';
import type { AnswerOptions, Engine, PlacedRequest } from '../../relation/relation.ts';
import type { ClustersRequest, ColumnsRequest, MomentsRequest, QuantilesRequest, RowsReply } from '../../relation/requests.ts';
import { clustersFrom } from './clusters.ts';
import { columnsFrom } from './columns.ts';
import type { Database } from './database.ts';
import { momentsFrom } from './moments.ts';
import { partOf } from './part-of.ts';
import type { SqlPlace, SqlTable } from './place.ts';
import { quantilesFrom } from './quantiles.ts';
import { noBindings } from './scope.ts';
import { sourceOf } from './source.ts';
import { askedTogether } from './together.ts';
import { withoutIdleRollups } from './unique.ts';

/** Answers a round with one SELECT for all moments asked on the same rows, one for all sums by the same clusters, and so on. */
export function sqlEngine({ db, ...counted }: SqlTable, statements: string[] = []): Engine {
  const noted = <T>(sql: string, run: () => T): T => {
    statements.push(sql);
    return run();
  };
  const logged: Database = {
    ...db,
    query: (sql, values, options) => noted(sql, () => db.query(sql, values, options)),
    arrays: (sql, values, kinds, rows, options) => noted(sql, () => db.arrays(sql, values, kinds, rows, options)),
  };
  const { name, base } = counted;
  const table = { ...counted, db: logged };
  return {
    name,
    schema: base.schema,
    statements,
    answer: (round, options) => answer(round, table, options),
    async keep(steps, options) {
      const bindings = noBindings();
      const { sql, schema } = sourceOf(base, steps, db.dialect, bindings);
      const select = `select * from ${sql}`;
      const kept = await noted(select, () => db.keep(select, bindings.values, options));
      return sqlEngine({ name, base: { sql: kept.table, schema }, db: { ...db, close: kept.drop } }, statements);
    },
    close: () => db.close(),
  };
}

/** Equal requests of a round have one reply. */
async function answer(round: readonly PlacedRequest[], table: SqlTable, options: AnswerOptions): Promise<readonly RowsReply[]> {
  const names = round.map(({ request, steps }) => expressionKey([request, steps]));
  const places = new Map([...new Set(names)].map((name, i) => [name, i]));
  const distinct = [...places.keys()].map((name) => round[names.indexOf(name)]);
  const replies = await answerDistinct(await withoutIdleRollups(distinct, table, options), table, options);
  return names.map((name) => replies[places.get(name)!]);
}

async function answerDistinct(round: readonly PlacedRequest[], table: SqlTable, options: AnswerOptions): Promise<readonly RowsReply[]> {
  const replies = new Array<RowsReply>(round.length);
  const together = askedTogether(round, table.base.schema, table.name);
  for (const [t, { steps, schema, positions }] of together.entries()) {
    const own = partOf(options, t, together.length);
    const place: SqlPlace = { table, steps, schema, options: { ...own, ...(own.onProgress && { onProgress: rising(own.onProgress) }) } };
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

function repliesFrom(asked: readonly PlacedRequest[], place: SqlPlace): Promise<readonly RowsReply[]> {
  const requests = asked.map(({ request }) => request);
  const [{ kind }] = requests;
  if (kind === 'moments') return momentsFrom(requests as readonly MomentsRequest[], place);
  if (kind === 'clusters') return clustersFrom(requests as readonly ClustersRequest[], place);
  if (kind === 'quantiles') return quantilesFrom(requests as readonly QuantilesRequest[], place);
  return Promise.all(requests.map((request) => columnsFrom(request as ColumnsRequest, place)));
}
