import { type Gap, gapBy } from './gap.ts';
import type { Panel, SyntheticEstimator } from './panel.ts';
import { firstOf, ofPeriods } from './panels-of.ts';

/** What an estimator finds where nothing has changed yet. */
export interface InTimePlacebo {
  /** So many periods lie before the date that the change is set back to. */
  readonly before: number;
  /** From the first period to the last one before the true change. */
  readonly gap: Gap;
}

/**
 * In-time placebos: the change is set back to earlier dates, and only periods before the true one are used. There is no effect to be found.
 *
 * Shapes   one for each date that leaves periods on both sides and has an answer, in the order given.
 * Units    gaps in the outcome's.
 * Source   Abadie, Diamond & Hainmueller (2015), American Journal of Political Science 59.
 */
export function inTimePlacebos(panel: Panel, estimator: SyntheticEstimator, dates: readonly number[]): readonly InTimePlacebo[] {
  const known = ofPeriods(panel, firstOf(panel.before), panel.before);
  return dates.flatMap((before) => {
    if (before < 1 || before >= panel.before) return [];
    const gap = gapBy(estimator, { ...known, before });
    return gap ? [{ before, gap }] : [];
  });
}
