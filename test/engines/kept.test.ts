import { afterAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { column, greater } from '../../src/expressions/build.ts';
import { columns, moments } from '../../src/relation/requests.ts';
import { temporaryFiles } from '../support/duckdb-files.ts';

const files = await temporaryFiles();
await files.put('rows.csv', 'user,arm,y\na,1,2\nb,0,3\na,1,4\nc,1,9\nb,0,1\n');
const relation = await openFiles(`${files.folder}/rows.csv`, { types: { arm: 'text' } });
afterAll(async () => {
  relation.close();
  await files.close();
});

const round = [moments({ columns: { total: column('total') }, by: ['arm'] }), moments({ columns: { rows: column('rows') } })];
const users = <R extends Pick<typeof relation, 'where'>>(of: R) =>
  of
    .where(greater(column('y'), 1))
    .rollup(['user'], { total: { kind: 'sum', of: column('y') }, rows: { kind: 'count' }, arm: { kind: 'only', of: column('arm') } });

describe('rows that are kept', () => {
  it('answer as they would have anew, and are worked out once', async () => {
    const asked = users(relation);
    const anew = await asked.answer(round);
    const kept = await asked.kept();
    expect(kept.schema).toEqual(asked.schema);
    const [before, rounds] = [relation.statements.length, relation.rounds];
    expect(await kept.answer(round)).toEqual(anew);
    const [own] = await kept.where(greater(column('total'), 5)).answer([columns({ columns: { total: column('total') } })]);
    expect(Array.from((own as { columns: Record<string, Float64Array> }).columns.total).sort()).toEqual([6, 9]);
    // What is asked of them is told with the rest, and the rows below are not read again.
    const told = relation.statements.slice(before);
    expect(told.length).toBeGreaterThan(1);
    expect(told.every((sql) => sql.includes('estimand.kept_0') && !sql.includes('estimand.plain'))).toBe(true);
    expect(relation.rounds).toBe(rounds + 2);
    kept.close();
    await expect(kept.answer(round)).rejects.toThrow();
    expect(await users(relation).answer(round)).toEqual(anew);
  });

  it('take the numbers that conditions bind along, and several are kept apart', async () => {
    const [few, all] = await Promise.all([relation.where(greater(column('y'), 3)).kept(), relation.kept()]);
    const count = async (of: typeof relation) => (await of.answer([moments({ columns: {} })]))[0];
    expect([await count(few), await count(all)]).toMatchObject([{ groups: [{ moments: { n: 2 } }] }, { groups: [{ moments: { n: 5 } }] }]);
    few.close();
    expect(await count(all)).toMatchObject({ groups: [{ moments: { n: 5 } }] });
    all.close();
  });

  it('stop where they are stopped', async () => {
    await expect(relation.kept({ signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped');
  });

  it('in memory are the same rows, whose end leaves the others alone', async () => {
    const rows = fromRows([
      { user: 'a', arm: '1', y: 2 },
      { user: 'a', arm: '1', y: 4 },
    ]);
    const kept = await users(rows).kept();
    expect(await kept.answer(round)).toEqual(await users(rows).answer(round));
    kept.close();
    expect(await rows.answer([moments({ columns: {} })])).toHaveLength(1);
  });
});
