import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import { column, greater, less, not } from '../../src/expressions/build.ts';
import type { Expression } from '../../src/expressions/expression.ts';
import { merge } from '../../src/moments/merge.ts';
import { emptyMoments } from '../../src/moments/moments.ts';
import type { Relation, SyncRelation } from '../../src/relation/relation.ts';
import { type Group, type MomentsReply, moments, type RowsReply, type RowsRequest } from '../../src/relation/requests.ts';
import { expectAgreement, expectMomentsClose } from '../support/agreement.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';
import { conditions, knownColumns, requestOn, waysFrom, waysTogether } from '../support/requests.ts';
import { columnsOf, rowNumber, rowsAt, type TestTable, table, withColumn } from '../support/tables.ts';

// SEED and TIMES widen the search beyond what every run can afford.
const seed = Number(process.env.SEED ?? 20_260_901);
const runs = (times: number) => ({ seed, numRuns: times * Number(process.env.TIMES ?? 1), endOnFailure: process.env.TIMES !== undefined });

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

const inMemory = (t: TestTable): SyncRelation => fromColumns(columnsOf(t), 'the rows');

async function inDuckdb<T>(t: TestTable, ask: (relation: Relation) => Promise<T>): Promise<T> {
  const relation = await openFiles(await files.write(t), { name: 'the rows', threads: 2 });
  try {
    return await ask(relation);
  } finally {
    relation.close();
  }
}

type Outcome = { readonly reply: RowsReply } | { readonly message: string };

/** The reply to one request alone, or the error in words. Any other error is a bug. */
async function outcome(relation: Relation, request: RowsRequest): Promise<Outcome> {
  try {
    return { reply: (await relation.answer([request]))[0] };
  } catch (error) {
    if (error instanceof EstimandError && error.code !== 'query-failed') return { message: error.message };
    throw error;
  }
}

const ordered = (request: RowsRequest): boolean => !request.over?.some(({ kind }) => kind === 'rollup' || kind === 'broadcast');

/** Requests on the rows of a table, or on what some steps make of them. */
function requests(t: TestTable): fc.Arbitrary<RowsRequest> {
  const known = knownColumns(t);
  const over = waysFrom(known).chain((way) => requestOn(way.known).map((request): RowsRequest => ({ ...request, over: way.steps })));
  return fc.oneof({ arbitrary: requestOn(known), weight: 2 }, over);
}

const round = table().chain((t) => {
  const apart = fc.array(requests(t), { minLength: 1, maxLength: 6 });
  const together = waysTogether(knownColumns(t)).chain((ways) =>
    fc.tuple(...ways.map((way) => requestOn(way.known).map((request): RowsRequest => ({ ...request, over: way.steps })))),
  );
  return fc.tuple(fc.constant(t), fc.oneof({ arbitrary: apart, weight: 2 }, together));
});

/** The measures of a table: every number, with its unknown values. */
function measuresOf(t: TestTable): Record<string, Expression> {
  const numeric = t.columns.filter(({ kind }) => kind !== 'text' && kind !== 'wide' && kind !== 'whole');
  return Object.fromEntries(numeric.map(({ name }, i) => [`measure ${i}`, column(name)]));
}

const keyOf = (t: TestTable): string => t.columns.find(({ kind }) => kind === 'text')!.name;
const columnNamed = (t: TestTable, kind: string): Expression => column(t.columns.find((c) => c.kind === kind)!.name);

describe('an engine of SQL', () => {
  it('agrees with memory on every request, in a round as alone', async () => {
    const property = fc.asyncProperty(round, async ([t, asked]) => {
      const memory = inMemory(t);
      await inDuckdb(t, async (sql) => {
        const answered: { readonly request: RowsRequest; readonly reply: RowsReply }[] = [];
        for (const request of asked) {
          const [found, reference] = [await outcome(sql, request), await outcome(memory, request)];
          if ('message' in found || 'message' in reference) expect(found).toEqual(reference);
          else {
            expectAgreement(found.reply, reference.reply, ordered(request));
            answered.push({ request, reply: reference.reply });
          }
        }
        const together = await sql.answer(answered.map(({ request }) => request));
        for (const [i, { request, reply }] of answered.entries()) expectAgreement(together[i], reply, ordered(request));
      });
    });
    await fc.assert(property, runs(60));
  });

  it('gives the whole when the moments of two parts are merged', async () => {
    const cut = table().chain((t) => fc.tuple(fc.constant(t), fc.nat(t.rows)));
    const property = fc.asyncProperty(cut, async ([t, k]) => {
      const asked = { columns: { small: columnNamed(t, 'grid'), tenth: columnNamed(t, 'tenths') }, by: [keyOf(t)] };
      const before = less(column(rowNumber), k);
      await inDuckdb(t, async (sql) => {
        const replies = await sql.answer([moments({ ...asked, where: before }), moments({ ...asked, where: not(before) }), moments(asked)]);
        const [low, high, whole] = replies as readonly MomentsReply[];
        expect(low.keyless + high.keyless).toBe(whole.keyless);
        for (const group of whole.groups) {
          const [a, b] = [low, high].map(({ groups }) => groups.find(({ key }) => key[0] === group.key[0]) ?? nothing);
          expect(a.dropped + b.dropped).toBe(group.dropped);
          expectMomentsClose(merge(a.moments, b.moments), group.moments, true);
        }
      });
    });
    await fc.assert(property, runs(30));
  });

  it('takes a frequency weight for that many equal rows', async () => {
    const counted = table().chain((t) => fc.tuple(fc.constant(t), fc.array(fc.integer({ min: 0, max: 3 }), { minLength: t.rows, maxLength: t.rows })));
    const property = fc.asyncProperty(counted, async ([t, times]) => {
      const weighted = withColumn(t, { name: 'times', kind: 'integer', values: times });
      const duplicated = rowsAt(
        t,
        times.flatMap((count, row) => Array.from({ length: count }, () => row)),
      );
      const asked = { columns: measuresOf(t), by: [keyOf(t)], where: greater(column(rowNumber), -1) };
      const [reference] = inMemory(duplicated).answerSync([moments(asked)]) as [MomentsReply];
      const request = moments({ ...asked, where: greater(column('times'), 0), weight: { column: column('times'), kind: 'frequency' } });
      const found = await inDuckdb(weighted, (sql) => sql.answer([request]));
      for (const reply of [found[0], inMemory(weighted).answerSync([request])[0]] as readonly MomentsReply[]) {
        expect(reply.groups.map(({ key }) => key)).toEqual(reference.groups.map(({ key }) => key));
        for (const [g, { moments: m }] of reply.groups.entries()) expectMomentsClose(m, reference.groups[g].moments);
      }
    });
    await fc.assert(property, runs(30));
  });

  it('does not depend on the order of the rows', async () => {
    const shuffled = round.chain(([t, asked]) => fc.tuple(fc.constant(t), fc.constant(asked), fc.shuffledSubarray(rowIndices(t), { minLength: t.rows })));
    const property = fc.asyncProperty(shuffled, async ([t, asked, order]) => {
      const memory = inMemory(t);
      const aggregates = asked.filter((request) => request.kind !== 'columns');
      await inDuckdb(rowsAt(t, order), async (sql) => {
        for (const request of aggregates) {
          const [found, reference] = [await outcome(sql, request), await outcome(memory, request)];
          if ('message' in found || 'message' in reference) expect(found).toEqual(reference);
          else expectAgreement(found.reply, reference.reply);
        }
      });
    });
    await fc.assert(property, runs(30));
  });

  it('leaves a relation as it was when a step is taken from it', async () => {
    const stepped = table().chain((t) => fc.tuple(fc.constant(t), conditions(knownColumns(t)), requestOn(knownColumns(t))));
    const property = fc.asyncProperty(stepped, async ([t, condition, request]) => {
      await inDuckdb(t, async (sql) => {
        const before = await outcome(sql, request);
        const [there, along] = [await outcome(sql.where(condition), request), await outcome(sql, { ...request, over: [{ kind: 'where', condition }] })];
        expect(there).toEqual(along);
        expect(await outcome(sql, request)).toEqual(before);
      });
    });
    await fc.assert(property, runs(20));
  });
});

const nothing: Pick<Group, 'moments' | 'dropped'> = { moments: emptyMoments(['small', 'tenth']), dropped: 0 };
const rowIndices = (t: TestTable): number[] => Array.from({ length: t.rows }, (_, i) => i);
