import { integerIn } from '../../relation/integer-in.ts';
import type { AnswerOptions } from '../../relation/relation.ts';
import type { MomentsReply, MomentsRequest } from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';
import type { Step } from '../../relation/steps.ts';
import { expectFiniteMeasures, expectNarrow } from './checks.ts';
import type { Bindings } from './compile.ts';
import type { SqlTable } from './engine.ts';
import { foldMoments } from './fold.ts';
import { momentsSql, type Sharing } from './moments-sql.ts';
import { pilotOf } from './pilot.ts';
import { byKeySet, scanFor } from './scan.ts';
import { sourceOf } from './source.ts';

/** More patterns than this in one result cost more than asking twice. */
const mostPatterns = 4_096;

/** Answers moments requests on the same rows: one SELECT, or one for each set of keys where all keys together have too many groups. */
export async function momentsFrom(
  requests: readonly MomentsRequest[],
  steps: readonly Step[],
  schema: readonly Column[],
  table: SqlTable,
  options: AnswerOptions,
): Promise<readonly MomentsReply[]> {
  const scan = scanFor(requests, schema);
  const pilot = await pilotOf(scan, table.base, steps, table.db, options);
  const sets = byKeySet(requests);
  if (pilot.patterns <= mostPatterns) return scanned(requests, steps, schema, table, pilot.shifts, 'masked', options);
  if (sets.length === 1) return scanned(requests, steps, schema, table, pilot.shifts, 'gated', options);
  const replies = new Map<MomentsRequest, MomentsReply>();
  for (const set of sets) {
    const answered = await momentsFrom(set, steps, schema, table, options);
    for (const [i, request] of set.entries()) replies.set(request, answered[i]);
  }
  return requests.map((request) => replies.get(request)!);
}

async function scanned(
  requests: readonly MomentsRequest[],
  steps: readonly Step[],
  schema: readonly Column[],
  table: SqlTable,
  shifts: readonly number[],
  sharing: Sharing,
  options: AnswerOptions,
): Promise<readonly MomentsReply[]> {
  const scan = scanFor(requests, schema);
  await expectNarrow(requests, steps, schema, table, options);
  const bindings: Bindings = { values: [] };
  const source = sourceOf(table.base, steps, table.db.dialect, bindings);
  const select = momentsSql(scan, source, shifts, sharing, table.db.dialect, bindings);
  const result = await table.db.query(select.sql, bindings.values, options);
  const replies = foldMoments(scan, select, result, shifts, sharing, table.name);
  await expectFiniteMeasures(requests, replies, steps, table, options);
  return replies.map((reply, i) => ({ ...reply, integer: Object.fromEntries(Object.entries(requests[i].columns).map(([name, e]) => [name, integerIn(schema, e)])) }));
}
