import { EstimandError } from '../../errors/estimand-error.ts';
import { expectFeatures } from '../expect-features.ts';
import type { Feature, Features } from '../features.ts';

/** A number enters as it is, missing ones as the mean of the others. */
interface CodedNumber {
  readonly kind: 'number';
  readonly name: string;
  readonly mean: number;
  /** Does an indicator of missing values enter, after the number? */
  readonly marked: boolean;
}

/** Levels enter as an indicator of each but the first, missing ones as the shares of the others. */
interface CodedLevels {
  readonly kind: 'levels';
  readonly name: string;
  /** Those that were learned from, in the order of the feature: the first is the reference. */
  readonly levels: readonly string[];
  /** Of each level but the first, among units of which it is known. */
  readonly shares: Float64Array;
  readonly marked: boolean;
}

/** How a feature enters regressions, as far as some units tell. */
export type Coded = CodedNumber | CodedLevels;

/** So many units must lack a feature, and so many have it, for an indicator to enter: one for a single unit would fit it whatever its outcome. */
const leastMarked = 2;

export const codingOf = ({ columns }: Features, rows: Int32Array): readonly Coded[] =>
  columns.map((feature) => (feature.levels ? codedLevels(feature, feature.levels, rows) : codedNumber(feature, rows)));

function codedNumber({ name, values }: Feature, rows: Int32Array): CodedNumber {
  let [sum, known, infinite] = [0, 0, 0];
  for (const i of rows) {
    if (Number.isNaN(values[i])) continue;
    if (!Number.isFinite(values[i])) infinite++;
    sum += values[i];
    known++;
  }
  if (infinite > 0) throw new EstimandError('learner-not-finite', { column: `"${name}"`, rows: infinite });
  return { kind: 'number', name, mean: known > 0 ? sum / known : 0, marked: isMarked(known, rows.length) };
}

function codedLevels({ name, values }: Feature, levels: readonly string[], rows: Int32Array): CodedLevels {
  const counts = new Float64Array(levels.length);
  let known = 0;
  for (const i of rows) {
    if (Number.isNaN(values[i])) continue;
    counts[values[i]]++;
    known++;
  }
  const occurring = levels.flatMap((_, code) => (counts[code] > 0 ? [code] : []));
  const shares = Float64Array.from(occurring.slice(1), (code) => counts[code] / known);
  return { kind: 'levels', name, levels: occurring.map((code) => levels[code]), shares, marked: isMarked(known, rows.length) };
}

const isMarked = (known: number, units: number): boolean => known >= leastMarked && units - known >= leastMarked;

const widthOf = (coded: Coded): number => (coded.kind === 'number' ? 1 : Math.max(0, coded.levels.length - 1)) + (coded.marked ? 1 : 0);

const namesOf = (coded: Coded): readonly string[] => [
  ...(coded.kind === 'number' ? [coded.name] : coded.levels.slice(1).map((level) => `${coded.name}=${level}`)),
  ...(coded.marked ? [`${coded.name} is missing`] : []),
];

export const columnNames = (coding: readonly Coded[]): readonly string[] => coding.flatMap(namesOf);

/** The columns of a regression, without a constant, one value for each of the rows. */
export function columnsOf(coding: readonly Coded[], features: Features, rows: Int32Array): readonly Float64Array[] {
  const { columns: learned } = expectFeatures(coding, features, rows);
  return coding.flatMap((coded, c) => {
    const width = widthOf(coded);
    const columns = Array.from({ length: width }, () => new Float64Array(rows.length));
    const unit = new Float64Array(width);
    columns.forEach((column, j) => {
      unit.fill(0);
      unit[j] = 1;
      addFeature(coded, unit, learned[c], rows, column);
    });
    return columns;
  });
}

/**
 * Adds to each of the rows what its features count with these slopes, one a column.
 *
 * Errors    as `expectFeatures`.
 */
export function addAlong(coding: readonly Coded[], slopes: Float64Array, features: Features, rows: Int32Array, sums: Float64Array): void {
  const { columns: learned } = expectFeatures(coding, features, rows);
  let from = 0;
  for (const [c, coded] of coding.entries()) {
    const width = widthOf(coded);
    addFeature(coded, slopes.subarray(from, from + width), learned[c], rows, sums);
    from += width;
  }
}

function addFeature(coded: Coded, slopes: Float64Array, { values, levels = [] }: Feature, rows: Int32Array, sums: Float64Array): void {
  const mark = coded.marked ? slopes[slopes.length - 1] : 0;
  if (coded.kind === 'number') {
    const [slope, missing] = [slopes[0], slopes[0] * coded.mean + mark];
    for (let r = 0; r < rows.length; r++) {
      const value = values[rows[r]];
      sums[r] += Number.isNaN(value) ? missing : slope * value;
    }
    return;
  }
  const counts = levelCounts(coded, slopes, levels);
  const missing = coded.shares.reduce((sum, share, j) => sum + share * slopes[j], mark);
  for (let r = 0; r < rows.length; r++) {
    const code = values[rows[r]];
    sums[r] += Number.isNaN(code) ? missing : counts[code];
  }
}

/** What each level of a feature counts, by its code there; NaN where it was not learned from, which no unit has. */
const levelCounts = (coded: CodedLevels, slopes: Float64Array, levels: readonly string[]): Float64Array =>
  Float64Array.from(levels, (level) => {
    const at = coded.levels.indexOf(level);
    return at < 0 ? Number.NaN : at === 0 ? 0 : slopes[at - 1];
  });
