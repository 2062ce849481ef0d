import { keyVector } from '../../expressions/text-loops.ts';
import type { Vector } from '../../expressions/vector.ts';
import type { Table } from '../memory/table.ts';
import type { Columns } from './compile.ts';

/** Columns as programs read them: numbers with NaN for what is unknown. */
export interface PlainColumns extends Columns {
  readonly values: readonly Float64Array[];
}

/** Columns of a table, made ready when they are first asked for. Those that hold infinities or no numbers are left to the plain engine. */
export function plainColumns(table: Table): PlainColumns {
  const values: Float64Array[] = [];
  const places = new Map<string, number | undefined>();
  const placed = (key: string, make: () => Float64Array | undefined): number | undefined => {
    if (!places.has(key)) {
      const made = make();
      places.set(key, made && values.push(made) - 1);
    }
    return places.get(key);
  };
  return {
    values,
    place: (name) => placed(JSON.stringify(name), () => numbersOf(table.columns.get(name))),
    placeOfLevel: (name, level) => placed(JSON.stringify([name, level]), () => levelOf(table.columns.get(name), level)),
  };
}

function numbersOf(v: Vector | undefined): Float64Array | undefined {
  if (!v || v.type === 'text' || v.exact) return undefined;
  const { values, known } = v;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]) && (!known || known[i] === 1)) return undefined;
  return known ? values.map((value, i) => (known[i] === 1 ? value : Number.NaN)) : values;
}

function levelOf(v: Vector | undefined, level: string): Float64Array | undefined {
  if (!v) return undefined;
  const { codes, levels } = keyVector(v);
  const wanted = levels.indexOf(level);
  return Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : code === wanted ? 1 : 0));
}

/** Groups by keys that no draw changes: a code for each row, -1 where a key is unknown, and the texts of each code. */
export interface StaticGroups {
  readonly codes: Int32Array;
  readonly keys: readonly (readonly string[])[];
}

export function staticGroups(table: Table, names: readonly string[]): StaticGroups | undefined {
  const vectors = names.map((name) => table.columns.get(name));
  if (!vectors.every((v) => v !== undefined)) return undefined;
  const keys = vectors.map((v) => keyVector(v));
  const codeOf = new Map<string, number>();
  const texts: (readonly string[])[] = [];
  const codes = Int32Array.from({ length: table.n }, (_, i) => {
    if (keys.some(({ codes: own }) => own[i] < 0)) return -1;
    const key = keys.map(({ codes: own }) => own[i]).join();
    const code = codeOf.get(key) ?? texts.push(keys.map(({ codes: own, levels }) => levels[own[i]])) - 1;
    codeOf.set(key, code);
    return code;
  });
  return { codes, keys: texts };
}

/** Rows sorted by arm, and within an arm by groups: section s holds `starts[s]` to below `starts[s + 1]`, arm after arm; rows without a group are in the last section of their arm. */
export interface SortedRows {
  readonly starts: Int32Array;
  /** A column in the order of the rows. */
  column(place: number): Float64Array;
}

/** Sorts anew after each draw, in the same memory. */
export function sorter({ values }: PlainColumns, rows: number, arms: number, groups: StaticGroups): (drawn: Int32Array) => SortedRows {
  const perArm = groups.keys.length + 1;
  const sections = arms * perArm;
  const starts = new Int32Array(sections + 1);
  const next = new Int32Array(sections);
  const order = new Int32Array(rows);
  const sorted: Float64Array[] = [];
  const isFresh: boolean[] = [];
  const { codes } = groups;
  const isGrouped = groups.keys.length !== 1 || codes.includes(-1);
  const section = new Int32Array(rows);
  return (drawn) => {
    starts.fill(0);
    isFresh.fill(false);
    if (isGrouped) for (let i = 0; i < rows; i++) section[i] = drawn[i] * perArm + (codes[i] < 0 ? perArm - 1 : codes[i]);
    else for (let i = 0; i < rows; i++) section[i] = drawn[i] * perArm;
    for (let i = 0; i < rows; i++) starts[section[i] + 1]++;
    for (let s = 0; s < sections; s++) starts[s + 1] += starts[s];
    next.set(starts.subarray(0, sections));
    for (let i = 0; i < rows; i++) order[next[section[i]]++] = i;
    return {
      starts,
      column(place) {
        sorted[place] ??= new Float64Array(rows + behind);
        if (!isFresh[place]) gather(values[place], order, sorted[place]);
        isFresh[place] = true;
        return sorted[place];
      },
    };
  };
}

/** Programs may read so many rows behind the last. */
const behind = 3;

function gather(from: Float64Array, order: Int32Array, to: Float64Array): void {
  const rows = order.length;
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    to[i] = from[order[i]];
    to[i + 1] = from[order[i + 1]];
    to[i + 2] = from[order[i + 2]];
    to[i + 3] = from[order[i + 3]];
  }
  for (; i < rows; i++) to[i] = from[order[i]];
}
