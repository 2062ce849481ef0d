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

/** The codes of some units; features must have the columns of the bins, in their order. */
export function binned(bins: readonly ColumnBins[], features: Features, rows?: Int32Array): Binned {
  const units = rows?.length ?? features.units;
  const width = bins.length;
  const codes = sharedCodes(units * width, bins.reduce((most, column) => Math.max(most, codesOf(column)), 2) - 1);
  for (const [c, column] of bins.entries()) {
    const { values, levels } = features.columns[c];
    if (column.levels) writeLevels(codes, c, width, units, values, levelCodes(column.levels, levels ?? []), rows);
    else writeNumbers(codes, c, width, units, values, column.cuts, rows);
  }
  return { units, width, codes };
}

/** What code each place in a list of levels has, by the text of the level; 0 of one that the bins do not know. */
function levelCodes(known: readonly string[], levels: readonly string[]): Int32Array {
  const codes = new Map(known.map((level, k) => [level, k + 1]));
  return Int32Array.from(levels, (level) => codes.get(level) ?? 0);
}

type Rows = Int32Array | undefined;

function writeLevels(out: Codes, at: number, width: number, units: number, values: Float64Array, codes: Int32Array, rows: Rows): void {
  for (let i = 0, place = at; i < units; i++, place += width) {
    const value = values[rows ? rows[i] : i];
    out[place] = Number.isNaN(value) ? 0 : codes[value];
  }
}

function writeNumbers(out: Codes, at: number, width: number, units: number, values: Float64Array, cuts: Float64Array, rows: Rows): void {
  // Cuts are padded to a power of two, so that the search has no ends to look after.
  const half = 2 ** Math.ceil(Math.log2(cuts.length + 1)) / 2;
  const padded = new Float64Array(2 * half).fill(Number.POSITIVE_INFINITY);
  padded.set(cuts);
  for (let i = 0, place = at; i < units; i++, place += width) {
    const value = values[rows ? rows[i] : i];
    let below = 0;
    for (let step = half; step >= 1; step >>= 1) below += padded[below + step - 1] < value ? step : 0;
    out[place] = Number.isNaN(value) ? 0 : below + 1;
  }
}
