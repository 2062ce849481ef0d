import type { Feature, Features } from '../../../models/features.ts';

/**
 * A column as cuts see it: each row has a code, and a cut sends the rows up to some code to the left. A column with unknown values has two, in which these come first or
 * last; a column of levels has one for each level, which stands alone, or one in which levels are in some order.
 */
export interface Ordering {
  /** The place of the column among the features. */
  readonly column: number;
  readonly codes: Int32Array;
  /** How many codes there are. */
  readonly size: number;
  /** What the codes stand for, from the lowest. */
  readonly means: readonly Meaning[];
}

/** What a code stands for: values of a range, some levels (by their codes), or being unknown. */
export type Meaning =
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'levels'; readonly levels: readonly number[]; readonly unknown: boolean }
  | { readonly kind: 'unknown' };

/** How columns of levels are cut: each level against all others, or in the order of what the treatment brings them. */
export type LevelCuts = 'one-against-rest' | 'ordered';

export interface OrderingOptions {
  readonly levels: LevelCuts;
  /** At most so many cuts of a column of numbers, between groups of about as many rows; all when absent. */
  readonly mostCuts?: number;
}

/** All orderings of some rows. `benefit`: what decides the order of levels, one a row. */
export const orderingsOf = ({ columns }: Features, rows: Int32Array, benefit: Float64Array, options: OrderingOptions): readonly Ordering[] =>
  columns.flatMap((feature, column) => {
    const values = Float64Array.from(rows, (unit) => feature.values[unit]);
    const found = feature.levels ? ofLevels(feature, values, benefit, options.levels) : ofNumbers(values, options.mostCuts);
    return found.filter(({ size }) => size > 1).map((ordering) => ({ column, ...ordering }));
  });

type Coded = Omit<Ordering, 'column'>;

function ofNumbers(values: Float64Array, mostCuts: number | undefined): readonly Coded[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const ranges = rangesOf(sorted, mostCuts);
  const lows = Float64Array.from(ranges, ({ low }) => low);
  const codes = Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : lastAtMost(lows, value)));
  if (sorted.length === values.length) return [{ codes, size: ranges.length, means: ranges }];
  const unknown = { kind: 'unknown' } as const;
  const size = ranges.length + 1;
  return [
    { codes: codes.map((code) => (code < 0 ? ranges.length : code)), size, means: [...ranges, unknown] },
    // Of the unknown and one value there is one cut, which the first has.
    ...(size > 2 ? [{ codes: codes.map((code) => code + 1), size, means: [unknown, ...ranges] }] : []),
  ];
}

/** Each different value, or groups of them with about as many rows. */
function rangesOf(sorted: Float64Array, mostCuts = Infinity): readonly (Meaning & { readonly kind: 'range' })[] {
  const ends: number[] = [];
  for (let i = 0; i < sorted.length; i++) if (i + 1 === sorted.length || sorted[i] !== sorted[i + 1]) ends.push(i);
  const groups = mostCuts + 1;
  const groupOf = (end: number): number => Math.floor((end * groups) / sorted.length);
  const kept = ends.length <= groups ? ends : ends.filter((end, k) => k + 1 === ends.length || groupOf(end) < groupOf(ends[k + 1]));
  // The lowest value of a range is the one above the end of the range before.
  return kept.map((end, k) => ({ kind: 'range', low: sorted[k === 0 ? 0 : kept[k - 1] + 1], high: sorted[end] }));
}

function lastAtMost(lows: Float64Array, value: number): number {
  let [low, high] = [0, lows.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (lows[middle] <= value) low = middle;
    else high = middle;
  }
  return low;
}

function ofLevels({ levels = [] }: Feature, values: Float64Array, benefit: Float64Array, cuts: LevelCuts): readonly Coded[] {
  // Unknown is a level of its own, the last.
  const own = Int32Array.from(values, (value) => (Number.isNaN(value) ? levels.length : value));
  const [counts, sums] = [new Int32Array(levels.length + 1), new Float64Array(levels.length + 1)];
  for (let i = 0; i < own.length; i++) {
    counts[own[i]]++;
    sums[own[i]] += benefit[i];
  }
  const seen = [...counts.keys()].filter((level) => counts[level] > 0);
  const meaning = (some: readonly number[]): Meaning =>
    some.length === 1 && some[0] === levels.length
      ? { kind: 'unknown' }
      : { kind: 'levels', levels: some.filter((level) => level < levels.length), unknown: some.includes(levels.length) };
  if (cuts === 'ordered') {
    const order = seen.toSorted((a, b) => sums[a] / counts[a] - sums[b] / counts[b] || a - b);
    const place = new Int32Array(levels.length + 1);
    for (const [k, level] of order.entries()) place[level] = k;
    return [{ codes: own.map((level) => place[level]), size: order.length, means: order.map((level) => meaning([level])) }];
  }
  // Of two levels one cut is enough.
  const alone = seen.length === 2 ? seen.slice(0, 1) : seen;
  return alone.map((one) => ({
    codes: own.map((level) => (level === one ? 0 : 1)),
    size: seen.length > 1 ? 2 : 1,
    means: [meaning([one]), meaning(seen.filter((level) => level !== one))],
  }));
}
