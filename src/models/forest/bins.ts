import type { Feature, Features } from '../features.ts';
import { type Codes, sharedCodes } from './shared.ts';

/** How the values of a column become codes: 0 where it is not known, 1, 2, ... otherwise. */
export interface ColumnBins {
  readonly name: string;
  /** Of a number: it has the code k + 2 where it is above `cuts[k]` and not above the next; ascending. */
  readonly cuts: Float64Array;
  /** Of a column that is no number: level k has the code k + 1. */
  readonly levels?: readonly string[];
}

/** Units by columns, row by row. */
export interface Binned {
  readonly units: number;
  readonly width: number;
  readonly codes: Codes;
}

/** `quantile`: at most 255 codes a number, of equal shares of units, and exact where it has no more values than that; `exact`: each value has a code of its own. */
export type Binning = 'quantile' | 'exact';

const MOST_BINS = 255;

/** How many codes a column may have, 0 among them. */
export const codesOf = ({ levels, cuts }: ColumnBins): number => (levels ? levels.length + 1 : cuts.length + 2);

/**
 * Codes for the columns of some units.
 *
 * Model     A number is cut midway between neighbouring values that differ; where it has more than 255 of them, at the boundaries nearest above equal shares of the units.
 * Shapes    One `ColumnBins` a column; `rows` are the places of the units, default: all.
 */
export function columnBins({ columns }: Features, binning: Binning, rows?: Int32Array): readonly ColumnBins[] {
  return columns.map((column) =>
    column.levels
      ? { name: column.name, cuts: new Float64Array(0), levels: column.levels }
      : { name: column.name, cuts: cutsOf(column, binning === 'exact' ? Number.POSITIVE_INFINITY : MOST_BINS, rows) },
  );
}

function cutsOf({ values }: Feature, most: number, rows: Int32Array | undefined): Float64Array {
  const known = (rows ? Float64Array.from(rows, (row) => values[row]) : values).filter((value) => !Number.isNaN(value)).sort();
  const bounds = boundaries(known);
  if (bounds.length < most) return Float64Array.from(bounds, (at) => between(known[at - 1], known[at]));
  const cuts: number[] = [];
  let next = 0;
  for (let bin = 1; bin < most; bin++) {
    const share = (bin * known.length) / most;
    while (next < bounds.length && bounds[next] < share) next++;
    if (next === bounds.length) break;
    cuts.push(between(known[bounds[next] - 1], known[bounds[next]]));
    next++;
  }
  return Float64Array.from(cuts);
}

/** The places in a sorted array where a value differs from the one before. */
function boundaries(sorted: Float64Array): Int32Array {
  const places = new Int32Array(sorted.length);
  let found = 0;
  for (let i = 1; i < sorted.length; i++) if (sorted[i] !== sorted[i - 1]) places[found++] = i;
  return places.subarray(0, found);
}

/** A number that is not below a and below b. */
function between(a: number, b: number): number {
  const middle = a / 2 + b / 2;
  return middle > a && middle < b ? middle : a;
}

/** Units whose codes are written column by column, so that they stay close at hand. */
const BLOCK = 4096;

/** The codes of some units; features must have the columns of the bins, in their order. */
export function binned(bins: readonly ColumnBins[], features: Features, rows?: Int32Array): Binned {
  const units = rows?.length ?? features.units;
  const width = bins.length;
  const codes = sharedCodes(units * width, bins.reduce((most, column) => Math.max(most, codesOf(column)), 2) - 1);
  const write = bins.map((column, c) => writerOf(column, features.columns[c], rows));
  for (let from = 0; from < units; from += BLOCK) for (let c = 0; c < width; c++) write[c](codes, c, width, from, Math.min(units, from + BLOCK));
  return { units, width, codes };
}

/** Writes the codes of units `from` up to but not including `to` into a column. */
type Write = (out: Codes, column: number, width: number, from: number, to: number) => void;

function writerOf(bins: ColumnBins, { values, levels }: Feature, rows: Int32Array | undefined): Write {
  if (bins.levels) {
    const codes = levelCodes(bins.levels, levels ?? []);
    return (out, column, width, from, to) => writeLevels(out, width * from + column, width, from, to, values, codes, rows);
  }
  const guide = guideTo(bins.cuts);
  return (out, column, width, from, to) => writeNumbers(out, width * from + column, width, from, to, values, guide, rows);
}

/** What code each place in a list of levels has, by the text of the level; 0 of one that the bins do not know. */
function levelCodes(known: readonly string[], levels: readonly string[]): Int32Array {
  const codes = new Map(known.map((level, k) => [level, k + 1]));
  return Int32Array.from(levels, (level) => codes.get(level) ?? 0);
}

type Rows = Int32Array | undefined;

function writeLevels(out: Codes, at: number, width: number, from: number, to: number, values: Float64Array, codes: Int32Array, rows: Rows): void {
  for (let i = from, place = at; i < to; i++, place += width) {
    const value = values[rows ? rows[i] : i];
    out[place] = Number.isNaN(value) ? 0 : codes[value];
  }
}

/** Cuts behind equal steps from the first to the last: step k has those from `starts[k]` on, and few of them are left to be looked at. */
interface Guide {
  readonly cuts: Float64Array;
  readonly starts: Int32Array;
  readonly steps: number;
  readonly scale: number;
}

function guideTo(cuts: Float64Array): Guide {
  const steps = Math.min(4 * cuts.length + 1, 2 ** 16);
  const scale = cuts.length > 0 ? steps / (cuts[cuts.length - 1] - cuts[0]) : 0;
  const starts = new Int32Array(steps + 1);
  for (const cut of cuts) starts[stepOf(cut, cuts[0], scale, steps) + 1]++;
  for (let k = 0; k < steps; k++) starts[k + 1] += starts[k];
  return { cuts, starts, steps, scale };
}

/** Never falls as the value grows, whatever is lost by rounding: what lies in a step before is below, what lies in one after is above. */
function stepOf(value: number, first: number, scale: number, steps: number): number {
  const step = (value - first) * scale;
  if (!(step > 0)) return 0;
  return step < steps ? step | 0 : steps - 1;
}

function writeNumbers(
  out: Codes,
  at: number,
  width: number,
  from: number,
  to: number,
  values: Float64Array,
  { cuts, starts, steps, scale }: Guide,
  rows: Rows,
): void {
  const first = cuts.length > 0 ? cuts[0] : 0;
  for (let i = from, place = at; i < to; i++, place += width) {
    const value = values[rows ? rows[i] : i];
    const step = stepOf(value, first, scale, steps);
    let [below, end] = [starts[step], starts[step + 1]];
    while (below < end) {
      const middle = (below + end) >>> 1;
      if (cuts[middle] < value) below = middle + 1;
      else end = middle;
    }
    out[place] = Number.isNaN(value) ? 0 : below + 1;
  }
}
