import { EstimandError } from '../../errors/estimand-error.ts';
import type { Feature, Features } from '../features.ts';
import type { ColumnBins } from './bins.ts';

/**
 * Features in the order of the columns that were learnt from.
 *
 * Errors   features-columns where columns are missing or new; features-kind where a number became levels, or the other way; features-levels where one of the units has a level
 *          that nothing was learnt about. A level that was listed, but that no unit of a node had, goes there where values go that are not known.
 */
export function expectColumns(bins: readonly ColumnBins[], features: Features, rows?: Int32Array): Features {
  const columns = new Map(features.columns.map((column) => [column.name, column]));
  const names = new Set(bins.map(({ name }) => name));
  const missing = bins.filter(({ name }) => !columns.has(name)).map(({ name }) => name);
  const unknown = features.columns.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  if (missing.length > 0 || unknown.length > 0) throw new EstimandError('features-columns', { missing, unknown });
  const ordered = bins.map((learnt) => expectColumn(learnt, columns.get(learnt.name) as Feature, features.units, rows));
  return { units: features.units, columns: ordered };
}

function expectColumn(learnt: ColumnBins, column: Feature, units: number, rows: Int32Array | undefined): Feature {
  if ((learnt.levels === undefined) !== (column.levels === undefined))
    throw new EstimandError('features-kind', { column: column.name, learnt: learnt.levels ? 'levels' : 'number' });
  if (!learnt.levels || !column.levels || column.levels === learnt.levels) return column;
  const known = new Set(learnt.levels);
  const strange = column.levels.map((level) => !known.has(level));
  if (!strange.includes(true)) return column;
  const found = new Set<string>();
  for (let i = 0; i < (rows?.length ?? units); i++) {
    const code = column.values[rows ? rows[i] : i];
    if (strange[code]) found.add(column.levels[code]);
  }
  if (found.size > 0) throw new EstimandError('features-levels', { column: column.name, levels: [...found].sort() });
  return column;
}
