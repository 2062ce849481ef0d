import { type ColumnData, fromColumns, type RowValue } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';

/** One row of the contract's table: outcomes y and b, assignment z, usage d, covariates x and g, the unit's name, and the chance p of usage; rows are also of 24 teams in 10 weeks. */
export interface Row {
  readonly y: number | null;
  readonly b: number | null;
  readonly z: number | null;
  readonly d: number | null;
  readonly x: number | null;
  readonly g: string | null;
  readonly unit: string;
  readonly p: number | null;
  readonly team: string;
  readonly week: number;
}

const names = ['y', 'b', 'z', 'd', 'x', 'g', 'unit', 'p', 'team', 'week'] as const;

const teams = 24;

/** Rows of a randomized experiment with an effect, two covariates that matter, and usage that follows the assignment. */
export function contractRows(n = 240, seed = 11): readonly Row[] {
  const random = stream(seed);
  return Array.from({ length: n }, (_, i) => {
    const z = random.bernoulli(0.5);
    const x = random.normal();
    const g = 'abc'[random.integer(3)];
    const p = 0.2 + 0.6 * z;
    const d = random.bernoulli(p);
    const y = 10 + x + 0.8 * d + (g === 'b' ? 1.5 : 0) + 2 * random.normal();
    const b = random.bernoulli(1 / (1 + Math.exp(-0.6 * x - 0.4 * d)));
    return { y, b, z, d, x, g, unit: `u${i}`, p, team: `t${i % teams}`, week: Math.floor(i / teams) };
  });
}

/** The rows as typed columns where nothing is missing, else as values with null. */
export function columnsOf(rows: readonly Row[]): Readonly<Record<string, ColumnData>> {
  return Object.fromEntries(
    names.map((name) => {
      const values: readonly RowValue[] = rows.map((row) => row[name]);
      return [name, values.length > 0 && values.every((value) => typeof value === 'number') ? Float64Array.from(values) : values];
    }),
  );
}

export const relationOf = (rows: readonly Row[]): SyncRelation => fromColumns(columnsOf(rows), 'the contract table');

/** The rows in another order. */
export function shuffled(rows: readonly Row[], seed = 5): readonly Row[] {
  const random = stream(seed);
  return rows
    .map((row) => ({ row, at: random.uniform() }))
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
}
