import type { Feature, Features } from '../../models/features.ts';
import { indicatorName } from '../../moments/terms.ts';
import { type EffectScores, scoresAt } from './effect-scores.ts';
import { isRefusal } from './heterogeneity-refusal.ts';
import { type OverSplits, overSplits } from './over-splits.ts';
import type { ScoreEstimate } from './score-estimate.ts';
import { coefficientOf, contrastOf } from './score-regression.ts';
import { groupRegression, mostLessLeast } from './sorted-groups.ts';

/** What the most and the least affected are like. */
export interface Characteristic {
  /** Of the column, or of one of its levels. */
  readonly name: string;
  /** The mean in the group predicted least, or the share of a level. */
  readonly least: ScoreEstimate;
  readonly most: ScoreEstimate;
  readonly difference: ScoreEstimate;
  /** Units of the two groups on which it is not known. */
  readonly missing: number;
}

/**
 * Classification analysis (CLAN): what units differ by that are predicted to gain most and least.
 *
 * Model     Means of each column, and shares of each level, in the last and the first group in which anybody is; HC3, or CR3 with clusters. It describes the groups: what they differ by
 *           need not be why the effect differs.
 * Shapes    one group a unit, as for `sortedGroups`; a column that is not known of two units of each group is left out.
 * Source    Chernozhukov, Demirer, Duflo & Fernandez-Val (2025), Econometrica 93.
 */
export function characteristics(features: Features, group: Int32Array, of: Omit<EffectScores, 'scores'> = {}): readonly Characteristic[] {
  const [first, last] = group.reduce(([low, high], g) => [Math.min(low, g), Math.max(high, g)] as const, [Infinity, -Infinity] as const);
  const ends = Int32Array.from(group.keys()).filter((i) => (group[i] === first || group[i] === last) && of.weights?.[i] !== 0);
  const isLast = Int32Array.from(group, (g) => (g === last ? 1 : 0));
  return features.columns.flatMap(measuresOf).flatMap(({ name, values }): readonly Characteristic[] => {
    const known = ends.filter((i) => !Number.isNaN(values[i]));
    const regression = groupRegression(
      scoresAt({ ...of, scores: values }, known),
      Int32Array.from(known, (i) => isLast[i]),
      2,
    );
    if (isRefusal(regression)) return [];
    const { means } = regression;
    return [
      {
        name,
        least: coefficientOf(means, 0),
        most: coefficientOf(means, 1),
        difference: contrastOf(means, mostLessLeast(2)),
        missing: ends.length - known.length,
      },
    ];
  });
}

function measuresOf({ name, values, levels }: Feature): readonly Feature[] {
  if (!levels) return [{ name, values }];
  return levels.map((level, code) => ({
    name: indicatorName(name, level),
    values: values.map((value) => (Number.isNaN(value) ? Number.NaN : value === code ? 1 : 0)),
  }));
}

export interface CharacteristicOverSplits {
  readonly name: string;
  readonly least: OverSplits;
  readonly most: OverSplits;
  readonly difference: OverSplits;
}

/** What several splits say of it together, of columns that all of them know. See `overSplits`. */
export function characteristicsOverSplits(splits: readonly (readonly Characteristic[])[], level: number): readonly CharacteristicOverSplits[] {
  return (splits[0] ?? []).flatMap(({ name }): readonly CharacteristicOverSplits[] => {
    const all = splits.flatMap((split) => split.find((own) => own.name === name) ?? []);
    if (all.length < splits.length) return [];
    const median = (of: 'least' | 'most' | 'difference'): OverSplits =>
      overSplits(
        all.map((own) => own[of]),
        level,
      )!;
    return [{ name, least: median('least'), most: median('most'), difference: median('difference') }];
  });
}
