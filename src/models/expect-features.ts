import { EstimandError } from '../errors/estimand-error.ts';
import type { Feature, Features } from './features.ts';

/** What is kept of a column that was learned from; levels of one that is no number. */
export interface LearnedFeature {
  readonly name: string;
  readonly levels?: readonly string[];
}

/**
 * The features that were learned from, in their order, found by name among others.
 *
 * Shapes   `rows` are the places of the units that are scored, default: all. Levels keep their codes: what stands for what may differ from what was learned.
 * Errors   features-columns where one is missing; features-kind where a number became levels, or the other way; features-levels where one of the units has a level that nothing was
 *          learned about.
 */
export function expectFeatures(learned: readonly LearnedFeature[], features: Features, rows?: Int32Array): Features {
  const columns = new Map(features.columns.map((column) => [column.name, column]));
  const missing = learned.filter(({ name }) => !columns.has(name)).map(({ name }) => name);
  if (missing.length > 0) throw new EstimandError('features-columns', { missing, found: [...columns.keys()] });
  const ordered = learned.map((one) => expectFeature(one, columns.get(one.name) as Feature, features.units, rows));
  return { units: features.units, columns: ordered };
}

function expectFeature(learned: LearnedFeature, feature: Feature, units: number, rows: Int32Array | undefined): Feature {
  if ((learned.levels === undefined) !== (feature.levels === undefined))
    throw new EstimandError('features-kind', { feature: feature.name, learned: learned.levels ? 'levels' : 'a number' });
  if (!learned.levels || !feature.levels || feature.levels === learned.levels) return feature;
  const known = new Set(learned.levels);
  const strange = feature.levels.map((level) => !known.has(level));
  if (!strange.includes(true)) return feature;
  const found = new Set<string>();
  for (let i = 0; i < (rows?.length ?? units); i++) {
    const code = feature.values[rows ? rows[i] : i];
    if (strange[code]) found.add(feature.levels[code]);
  }
  if (found.size > 0) throw new EstimandError('features-levels', { feature: feature.name, levels: [...found].sort(), learned: learned.levels });
  return feature;
}
