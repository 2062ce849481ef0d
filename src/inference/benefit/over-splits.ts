import { quantile } from '../../math/quantile.ts';
import { limitsOf, pValueOf, type ScoreEstimate } from './score-estimate.ts';
import type { SortedGroups } from './sorted-groups.ts';

/** What several splits of the same units into a part that learns and a part that is looked at say together. */
export interface OverSplits {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
  /** Two-sided, of zero. */
  readonly pValue: number;
  readonly splits: number;
}

/**
 * One estimate from the estimates of several splits, so that the answer does not hang on how the units happened to be split.
 *
 * Model     Medians of the estimates, and of the ends of their intervals at level 1 - (1 - level) / 2; the median p-value, doubled. That a median is beyond some limit means that half of the
 *           splits are, and that happens with at most twice the chance with which one is: it holds whatever splits have in common, and is careful. Of one split the interval and
 *           p-value are its own.
 * Shapes    one estimate a split; the target is the median, over splits, of what each would find in endlessly many units.
 * Errors    undefined without splits.
 * Source    Chernozhukov, Demirer, Duflo & Fernandez-Val (2025), Econometrica 93, section 4; Meinshausen, Meier & Buhlmann (2009), JASA 104.
 */
export function overSplits(estimates: readonly ScoreEstimate[], level: number): OverSplits | undefined {
  const splits = estimates.length;
  if (splits === 0) return undefined;
  const limits = estimates.map((estimate) => limitsOf(estimate, splits === 1 ? level : (1 + level) / 2));
  return {
    value: median(estimates.map(({ value }) => value)),
    low: median(limits.map(({ low }) => low)),
    high: median(limits.map(({ high }) => high)),
    level,
    pValue: pValueOverSplits(estimates.map((estimate) => pValueOf(estimate))),
    splits,
  };
}

/** The median p-value of several splits, doubled; its own of one. Source and reason as for `overSplits`. */
function pValueOverSplits(pValues: readonly number[]): number {
  return Math.min(1, median(pValues) * (pValues.length > 1 ? 2 : 1));
}

const median = (values: readonly number[]): number => quantile(Float64Array.from(values), 0.5);

export interface GroupsOverSplits {
  /** From the least to the most predicted; absent for a group that is empty in some split. */
  readonly effects: readonly (OverSplits | undefined)[];
  readonly difference: OverSplits;
}

/** Sorted groups of several splits as one. Undefined without splits. See `overSplits`. */
export function groupsOverSplits(splits: readonly SortedGroups[], level: number): GroupsOverSplits | undefined {
  const difference = overSplits(
    splits.map((split) => split.difference),
    level,
  );
  if (!difference) return undefined;
  const effects = splits[0].effects.map((_, g) => {
    const ofGroup = splits.flatMap(({ effects: own }) => own[g] ?? []);
    return ofGroup.length === splits.length ? overSplits(ofGroup, level) : undefined;
  });
  return { effects, difference };
}

/**
 * Groups whose effects are known to rise from one to the next, as these by what is predicted are meant to: estimates, lower and upper ends each put in rising order.
 *
 * Model    Where the true effects rise, each interval still covers its own, and no estimate is further off.
 * Source   Chernozhukov, Fernandez-Val & Galichon (2009), Biometrika 96.
 */
export function rearranged(groups: readonly OverSplits[]): readonly OverSplits[] {
  const rising = (of: 'value' | 'low' | 'high'): Float64Array => Float64Array.from(groups, (group) => group[of]).sort();
  const [values, lows, highs] = [rising('value'), rising('low'), rising('high')];
  return groups.map((group, g) => ({ ...group, value: values[g], low: lows[g], high: highs[g] }));
}
