import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import type { RowValue } from '../../src/engines/memory/from-rows.ts';
import { designs } from '../../src/study/designs.ts';
import { changed } from '../designs/studies/changed.ts';
import type { Fixture, Sets } from '../designs/studies/fixture.ts';
import { fixtureOf, kindOf } from '../designs/studies/fixtures.ts';
import { usualChanges } from '../designs/studies/usual-changes.ts';
import { type Dice, times } from './dice.ts';

/** Rows by column. */
export type Rows = Readonly<Record<string, readonly RowValue[]>>;

/** A study and the first of its rows: what trials start from. */
export interface Seed {
  readonly name: string;
  readonly text: string;
  readonly tree: unknown;
  /** None where the study's data are not there. */
  readonly rows: Rows | undefined;
}

const root = resolve(import.meta.dirname, '../..');
const mostRows = 400;

/** Of every design that a study can declare. */
const kinds = designs.map(kindOf);

/** Studies that together write every key of every design, on rows of their own. */
const fixtures = (): readonly Seed[] =>
  kinds.map(fixtureOf).flatMap((fixture) => {
    const rows = rowsOfFixture(fixture);
    return setsOf(fixture).map((sets, i) => seedOf(`${fixture.kind} ${i}`, changed(fixture.text, ...sets), rows));
  });

const seedOf = (name: string, text: string, rows: Rows | undefined): Seed => ({ name, text, tree: parse(text), rows });

const rowsOfFixture = ({ columns }: Fixture): Rows =>
  Object.fromEntries(Object.entries(columns).map(([name, values]): [string, RowValue[]] => [name, Array.from(values as RowValue[])]));

/** A study that uses several keys of its design at once: such as segments, a judge and a trigger. */
export function combined(dice: Dice): Seed {
  const fixture = fixtureOf(dice.pick(kinds));
  const sets = times(2 + dice.below(3), () => dice.pick(setsOf(fixture))).flat();
  return seedOf(fixture.kind, changed(fixture.text, ...sets), rowsOfFixture(fixture));
}

const setsOf = ({ written, changes = {} }: Fixture): readonly (readonly Sets[])[] => {
  const asked = Object.values({ ...usualChanges, ...changes }).flat();
  const apart = asked.map(({ given = {}, asks }) => [given, asks]);
  return [[], ...written.map((sets) => [sets]), ...apart];
};

/** Every study below a folder, in the order of their paths. */
function studiesIn(folder: string): readonly Seed[] {
  if (!existsSync(folder)) return [];
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
  return paths.sort().map((path) => {
    const text = readFileSync(join(folder, path), 'utf8');
    const tree = parse(text) as { readonly data?: Readonly<Record<string, unknown>> };
    return { name: relative(root, join(folder, path)), text, tree, rows: rowsOf(dirname(join(folder, path)), tree.data ?? {}) };
  });
}

function rowsOf(folder: string, data: Readonly<Record<string, unknown>>): Rows | undefined {
  const named = data.file ?? Object.values(data.from ?? {})[0];
  const path = join(folder, String(named));
  if (!/\.csv(\.gz)?$/.test(path) || !existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  try {
    return columnsOf((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
  } catch {
    // A case of a file that was cut off.
    return undefined;
  }
}

/** The first rows of a CSV file as its columns. Cells of our own files hold no line breaks. */
function columnsOf(csv: string): Rows {
  const [header, ...lines] = csv.trimEnd().split(/\r?\n/, mostRows + 1);
  const sign = header.includes(',') ? ',' : '|';
  const cells = lines.map((line) => cellsOf(line, sign));
  return Object.fromEntries(cellsOf(header, sign).map((name, j) => [name, valuesOf(cells.map((row) => row[j] ?? ''))]));
}

const cellsOf = (line: string, sign: string): readonly string[] =>
  [...line.matchAll(sign === ',' ? /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g : /(?:^|\|)(?:"((?:[^"]|"")*)"|([^|]*))/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare,
  );

function valuesOf(cells: readonly string[]): readonly RowValue[] {
  const isNumber = cells.every((cell) => cell === '' || Number.isFinite(Number(cell)));
  return cells.map((cell) => (cell === '' ? null : isNumber ? Number(cell) : cell));
}

/** Studies of the project; `beside` are folders of others. */
export const corpusOf = (beside: readonly string[]): readonly Seed[] => [
  ...fixtures(),
  ...['examples', 'goldens/cases'].flatMap((folder) => studiesIn(join(root, folder))),
  ...beside.flatMap((folder) => studiesIn(resolve(folder))),
];
