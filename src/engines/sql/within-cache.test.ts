import { describe, expect, it } from 'vitest';
import { column, greater } from '../../expressions/build.ts';
import { type MomentsRequest, moments } from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';
import { where } from '../../relation/steps.ts';
import { duckdbDialect } from './dialects/duckdb.ts';
import type { SqlPlace } from './place.ts';
import { lotsWithinCache } from './within-cache.ts';

const names = Array.from({ length: 20 }, (_, k) => `y${k}`);
const schema = ['arm', 'x', ...names].map((name): Column => ({ name, type: 'number', integer: false, nullable: false, declared: 'DOUBLE' }));
const besideX = names.map((y) => moments({ columns: { [y]: column(y), x: column('x') }, by: ['arm'] }));

const never = (): never => {
  throw new Error('nothing is asked');
};

function place(given: Partial<Pick<SqlPlace, 'steps'>> & { readonly rows?: number } = {}): SqlPlace {
  const { rows = 5_000_000, steps = [] } = given;
  const db = { dialect: duckdbDialect, query: never, arrays: never, keep: never, close: never };
  return { table: { name: 'rows', base: { sql: 'rows', schema }, rows, db }, steps, schema, options: {} };
}

const sizes = (requests: readonly MomentsRequest[], at: SqlPlace): readonly number[] => lotsWithinCache(requests, at).map((lot) => lot.length);

describe('outcomes that are summed together', () => {
  it('are few at a time where there are many rows, in their order', () => {
    expect(sizes(besideX, place())).toEqual([5, 5, 5, 5]);
    expect(lotsWithinCache(besideX, place()).flat()).toEqual(besideX);
  });

  it('are all of them where rows are few or not counted, or are made first', () => {
    expect(sizes(besideX, place({ rows: 999_999 }))).toEqual([20]);
    const { table, ...rest } = place();
    const { rows: _, ...uncounted } = table;
    expect(sizes(besideX, { ...rest, table: uncounted })).toEqual([20]);
    expect(sizes(besideX, place({ steps: [where(greater(column('x'), 0))] }))).toEqual([20]);
  });

  it('are all of them where most columns would be read again', () => {
    const everyPair = names.flatMap((y, i) => names.slice(i).map((z) => moments({ columns: { [y]: column(y), [z]: column(z) } })));
    expect(sizes(everyPair, place())).toEqual([everyPair.length]);
  });

  it('are all of them where they are few, or one has many columns', () => {
    expect(sizes(besideX.slice(0, 5), place())).toEqual([5]);
    expect(sizes([moments({ columns: Object.fromEntries(names.map((y) => [y, column(y)])) })], place())).toEqual([1]);
  });
});
