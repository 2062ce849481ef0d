import fc from 'fast-check';
import type { ColumnData } from '../../src/engines/memory/from-rows.ts';

type CellValue = number | bigint | boolean | string | null;

/**
 * `grid` small fractions that sum without rounding, `tenths` such that do not, `offset` values far from zero, `whole` doubles without fraction,
 * `wide` integers beyond 2^53.
 */
export type ColumnKind = 'grid' | 'tenths' | 'offset' | 'whole' | 'integer' | 'wide' | 'boolean' | 'text';

export interface TestColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly values: readonly CellValue[];
}

export interface TestTable {
  readonly rows: number;
  readonly columns: readonly TestColumn[];
}

/** Holds the number of each row, in every table. */
export const rowNumber = 'row';

const hostileNames: readonly string[] = [
  'x',
  'Y',
  'a"b',
  "'; drop table x --",
  'two words',
  ' ',
  'größe',
  '名前',
  '😀',
  'select',
  'group',
  'constructor',
  '__proto__',
  'toString',
  'k0',
  'd0',
  'm0',
  't',
  'one',
  'rows',
  '$1',
  '?',
  '\\',
  'a.b',
  'a, b',
  'new\nline',
  'n',
  'complete',
];

const texts = [
  '',
  'a',
  'A',
  ' a',
  "it's",
  '"',
  "'; drop table rows --",
  '007',
  '1',
  '1.0',
  'true',
  'null',
  'NaN',
  'größe',
  'gro\u0308ße',
  '名前',
  '😀',
  '%',
  '\\n',
  '\u0000',
];

const values: { readonly [K in ColumnKind]: fc.Arbitrary<CellValue> } = {
  grid: fc.oneof(
    fc.integer({ min: -64, max: 64 }).map((k) => k / 16),
    fc.constantFrom(0, -0),
  ),
  tenths: fc.integer({ min: -9, max: 9 }).map((k) => k / 10),
  offset: fc.integer({ min: -64, max: 64 }).map((k) => 1e8 + k / 10),
  whole: fc.constantFrom(-2, -0, 0, 1, 2, 3, 1e15, 1e21),
  integer: fc.integer({ min: -3, max: 12 }),
  wide: fc.constantFrom(9_007_199_254_740_993n, 9_007_199_254_740_992n, -9_007_199_254_740_993n, 9_223_372_036_854_775_807n, 0n, 1n, 7n),
  boolean: fc.boolean(),
  text: fc.constantFrom(...texts),
};

/** So that a kind is what it says, whatever the draws. */
const firstValue: { readonly [K in ColumnKind]: CellValue } = {
  grid: 0.5,
  tenths: 0.1,
  offset: 1e8,
  whole: 2,
  integer: 1,
  wide: 9_223_372_036_854_775_807n,
  boolean: true,
  text: 'a',
};

export function table(maxRows = 40): fc.Arbitrary<TestTable> {
  const kinds: readonly ColumnKind[] = ['grid', 'tenths', 'offset', 'whole', 'integer', 'wide', 'boolean', 'text'];
  return fc
    .record({
      rows: fc.integer({ min: 1, max: maxRows }),
      names: fc.shuffledSubarray([...hostileNames], { minLength: kinds.length, maxLength: kinds.length + 3 }),
      more: fc.array(fc.constantFrom(...kinds), { minLength: 3, maxLength: 3 }),
    })
    .chain(({ rows, names, more }) => {
      const drawn = names.map((name, i) => column(name, [...kinds, ...more][i], rows));
      return fc.tuple(...drawn).map((columns): TestTable => ({ rows, columns: [...columns, rowNumbers(rows)] }));
    });
}

function column(name: string, kind: ColumnKind, rows: number): fc.Arbitrary<TestColumn> {
  const cells = (cell: fc.Arbitrary<CellValue>) => fc.array(cell, { minLength: rows - 1, maxLength: rows - 1 });
  return fc
    .boolean()
    .chain((nullable) => cells(nullable ? fc.option(values[kind], { freq: 3 }) : values[kind]))
    .map((rest) => ({ name, kind, values: [firstValue[kind], ...rest] }));
}

const rowNumbers = (rows: number): TestColumn => ({ name: rowNumber, kind: 'integer', values: Array.from({ length: rows }, (_, i) => i) });

/** As the memory engine takes it. */
export function columnsOf(t: TestTable): Readonly<Record<string, ColumnData>> {
  return Object.fromEntries(t.columns.map(({ name, values }) => [name, values]));
}

/** The rows at some positions, in that order. */
export function rowsAt(t: TestTable, positions: readonly number[]): TestTable {
  return { rows: positions.length, columns: t.columns.map((c) => ({ ...c, values: positions.map((i) => c.values[i]) })) };
}

export function withColumn(t: TestTable, added: TestColumn): TestTable {
  return { ...t, columns: [...t.columns, added] };
}
