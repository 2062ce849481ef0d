import { sayNumber } from '../../estimate/say.ts';
import type { Feature } from '../../models/features.ts';

/** Units with values of a column that lie together, or with one level. */
export interface Slice {
  readonly label: string;
  readonly rows: Int32Array;
}

const mostSlices = 8;
/** Fewer units say little of a slice by themselves. */
const leastUnits = 20;

/** A column in slices: levels as they are, numbers in parts of as many units as ties allow, and those that are not known. */
export function slicesOf({ values, levels }: Feature): readonly Slice[] {
  const known = Int32Array.from(values.keys()).filter((i) => !Number.isNaN(values[i]));
  const slices = levels ? ofLevels(values, levels, known) : ofNumbers(values, known);
  const unknown = Int32Array.from(values.keys()).filter((i) => Number.isNaN(values[i]));
  return [...slices, ...(unknown.length > 0 ? [{ label: 'not known', rows: unknown }] : [])].filter(({ rows }) => rows.length >= leastUnits);
}

const ofLevels = (values: Float64Array, levels: readonly string[], known: Int32Array): readonly Slice[] =>
  levels.map((label, code) => ({ label, rows: known.filter((i) => values[i] === code) }));

function ofNumbers(values: Float64Array, known: Int32Array): readonly Slice[] {
  const sorted = known.slice().sort((a, b) => values[a] - values[b] || a - b);
  const slices: Slice[] = [];
  for (let from = 0; from < sorted.length; ) {
    const wanted = from + Math.ceil((sorted.length - from) / (mostSlices - slices.length));
    let to = Math.min(sorted.length, Math.max(from + 1, wanted));
    while (to < sorted.length && values[sorted[to]] === values[sorted[to - 1]]) to++;
    const [low, high] = [values[sorted[from]], values[sorted[to - 1]]];
    slices.push({ label: low === high ? sayNumber(low) : `${sayNumber(low)} to ${sayNumber(high)}`, rows: sorted.slice(from, to) });
    from = to;
  }
  return slices;
}
