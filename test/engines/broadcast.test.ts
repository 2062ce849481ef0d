import { describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { column, equals, subtract } from '../../src/expressions/build.ts';
import type { Relation } from '../../src/relation/relation.ts';
import { columns, type MomentsReply, moments } from '../../src/relation/requests.ts';
import { broadcast, derive, rollup, type Step, where } from '../../src/relation/steps.ts';
import { temporaryFiles } from '../support/duckdb-files.ts';

const rows = [
  { user: 'a', at: 5, arm: '1', y: 2 },
  { user: 'b', at: 1, arm: '0', y: 3 },
  { user: 'a', at: 2, arm: '1', y: 4 },
  { user: null, at: 9, arm: '1', y: 9 },
  { user: 'b', at: 4, arm: '1', y: null },
];
const csv = 'user,at,arm,y\na,5,1,2\nb,1,0,3\na,2,1,4\n,9,1,9\nb,4,1,\n';

async function inBoth(ask: (relation: Relation) => Promise<unknown>): Promise<void> {
  await ask(fromRows(rows));
  const files = await temporaryFiles();
  await files.put('rows.csv', csv);
  const relation = await openFiles(`${files.folder}/rows.csv`, { types: { arm: 'text' } });
  try {
    await ask(relation);
    if (!relation.statements.some((sql) => sql.includes('over (partition by "user")'))) throw new Error('no window was asked');
  } finally {
    relation.close();
    await files.close();
  }
}

const shared = broadcast(['user'], {
  first: { kind: 'min', of: column('at') },
  rows: { kind: 'count' },
  only: { kind: 'only', of: column('arm') },
  mean: { kind: 'mean', of: column('y') },
});

describe('a broadcast', () => {
  it('tells every row what its group adds up to, and leaves out rows without a key', () =>
    inBoth(async (relation) => {
      const asked = columns({ columns: { at: column('at'), first: column('first'), rows: column('rows'), mean: column('mean') }, over: [shared] });
      const [reply] = await relation.answer([asked]);
      if (reply.kind !== 'columns') throw new Error(reply.kind);
      const { at, first, rows: count, mean } = reply.columns;
      const found = Array.from(at, (_, i) => [at[i], first[i], count[i], mean[i]]).sort(([a], [b]) => a - b);
      expect(found).toEqual([
        [1, 1, 2, 3],
        [2, 2, 2, 3],
        [4, 1, 2, 3],
        [5, 2, 2, 3],
      ]);
    }));

  it('is of the rows that come to it: a condition before it is another than one after it', () =>
    inBoth(async (relation) => {
      const late = where(equals(column('at'), 4));
      const firstOf = async (over: readonly Step[]): Promise<number> => {
        const [reply] = (await relation.answer([moments({ columns: { first: column('first') }, over })])) as readonly MomentsReply[];
        return reply.groups[0].moments.mean[0];
      };
      expect(await firstOf([late, shared])).toBe(4);
      expect(await firstOf([shared, late])).toBe(1);
    }));

  it('has no value to share where rows differ, and can be rolled up after', () =>
    inBoth(async (relation) => {
      const age = derive({ age: subtract(column('at'), column('first')) });
      const over = [shared, age, rollup(['user', 'age'], { arm: { kind: 'only', of: column('only') }, y: { kind: 'sum', of: column('y') } })];
      const [reply] = (await relation.answer([moments({ columns: { y: column('y') }, by: ['arm', 'age'], over })])) as readonly MomentsReply[];
      expect(reply.groups.map(({ key, moments: m }) => [key, m.mean[0]])).toEqual([
        [['1', '0'], 4],
        [['1', '3'], 2],
      ]);
      expect(reply.keyless).toBe(2);
    }));
});
