import { indexOf, type Moments } from './moments.ts';
import { indicatorLevels, indicatorName, productName } from './terms.ts';

/** The moments of the rows at one level of a factor. All levels hold the same columns. */
export interface LevelMoments {
  readonly level: string;
  readonly moments: Moments;
}

export interface FactorOptions {
  /** The level without an indicator; the first in text order unless told. */
  readonly reference?: string;
  /** All levels, where some of them may have no rows here. */
  readonly levels?: readonly string[];
  /** Columns to multiply every indicator by. */
  readonly interactions?: readonly string[];
}

// A column of the expanded moments: a column as it was, an indicator (no source), or their product.
interface Expanded {
  readonly name: string;
  readonly level?: string;
  readonly source?: number;
}

/**
 * The moments of the columns, of the indicators `factor=level` and of their products `factor=level:column`, from the moments by level
 * alone: as if rows had been expanded. For a second factor, expand by the first within each level of the second, with `levels` given.
 *
 * Model     within a level an indicator is constant and a product is the column itself, or both are zero: the co-moments of the whole
 *           are those within the levels plus those between their means.
 * Errors    RangeError when the reference is not a level or an interaction is not a column.
 */
export function withFactor(factor: string, byLevel: readonly LevelMoments[], options: FactorOptions = {}): Moments {
  const expanded = expandedColumns(factor, byLevel, options);
  const p = expanded.length;
  const sizes = { n: total(byLevel, 'n'), weight: total(byLevel, 'weight'), weightSquares: total(byLevel, 'weightSquares') };
  const parts = byLevel.map(({ level, moments }) => ({ moments, mean: Float64Array.from(expanded, (column) => meanWithin(column, level, moments)), level }));
  const mean = new Float64Array(p);
  for (const part of parts) for (let i = 0; i < p && sizes.weight > 0; i++) mean[i] += (part.moments.weight / sizes.weight) * part.mean[i];
  const comoment = new Float64Array(p * p);
  for (const part of parts) {
    const sources = expanded.map((column) => (isActive(column, part.level) ? (column.source ?? -1) : -1));
    addWithin(comoment, sources, part.moments);
    addBetween(comoment, part.mean, mean, part.moments.weight);
  }
  return { columns: expanded.map(({ name }) => name), ...sizes, mean, comoment };
}

function expandedColumns(factor: string, byLevel: readonly LevelMoments[], options: FactorOptions): readonly Expanded[] {
  const { levels = byLevel.map(({ level }) => level), interactions = [], reference } = options;
  const columns = byLevel[0]?.moments.columns ?? [];
  const shown = indicatorLevels(factor, levels, reference);
  const sources = byLevel.length === 0 ? [] : interactions.map((name) => indexOf(byLevel[0].moments, name));
  return [
    ...columns.map((name, source) => ({ name, source })),
    ...shown.map((level) => ({ name: indicatorName(factor, level), level })),
    ...shown.flatMap((level) => sources.map((source) => ({ name: productName(indicatorName(factor, level), columns[source]), level, source }))),
  ];
}

function total(byLevel: readonly LevelMoments[], size: 'n' | 'weight' | 'weightSquares'): number {
  return byLevel.reduce((sum, { moments }) => sum + moments[size], 0);
}

function isActive(column: Expanded, level: string): boolean {
  return column.level === undefined || column.level === level;
}

function meanWithin(column: Expanded, level: string, moments: Moments): number {
  if (!isActive(column, level)) return 0;
  return column.source === undefined ? 1 : moments.mean[column.source];
}

function addWithin(comoment: Float64Array, sources: readonly number[], moments: Moments): void {
  const size = moments.columns.length;
  for (let i = 0; i < sources.length; i++) {
    if (sources[i] < 0) continue;
    for (let j = 0; j < sources.length; j++) if (sources[j] >= 0) comoment[i * sources.length + j] += moments.comoment[sources[i] * size + sources[j]];
  }
}

function addBetween(comoment: Float64Array, part: Float64Array, whole: Float64Array, weight: number): void {
  const p = whole.length;
  for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) comoment[i * p + j] += weight * ((part[i] - whole[i]) * (part[j] - whole[j]));
}
