import type { Random } from '../../math/random/stream.ts';
import { type Gap, gapBy } from './gap.ts';
import type { Panel, SyntheticEstimator } from './panel.ts';
import { firstOf, ofPeriods, ofUnits } from './panels-of.ts';

/** What an estimator finds for units that are, or are taken to be, treated. */
export interface Found {
  readonly gap: Gap;
  /** Root mean square of the gap in the last third of the periods before the change, by a fit to those before it, which is made when first asked for; undefined where they are too few. */
  readonly heldOut: () => number | undefined;
}

/** Donors that stand in for the treated units. */
export interface Placebo {
  readonly units: readonly number[];
  /** Absent where the estimator has no answer for them. */
  readonly found?: Found;
}

export interface Placebos {
  readonly treated: Found;
  readonly placebos: readonly Placebo[];
  readonly donors: number;
  /** Standard deviation of all outcomes. */
  readonly spread: number;
  /** Whether all sets of donors are there, or so many were drawn. */
  readonly all: boolean;
}

/**
 * In-space placebos: donors that never got the change stand in for the treated units, with the other donors as their pool. What an estimator finds for them is error.
 *
 * Model    Every donor in turn where one unit is treated; of several treated units every set of as many donors, or `most` of them drawn with replacement where there are more.
 *          The treated units are in no pool.
 * Shapes   one entry a placebo; undefined where there are no more donors than treated units, or the estimator has no answer for the treated units.
 * Units    gaps in the outcome's.
 * Source   Abadie, Diamond & Hainmueller (2010), JASA 105; Arkhangelsky et al. (2021), American Economic Review 111, algorithm 4.
 */
export function placebosOf(panel: Panel, estimator: SyntheticEstimator, random: Random, most = 1000): Placebos | undefined {
  const { donors } = panel;
  const size = panel.units - donors;
  if (donors <= size) return undefined;
  const treated = foundBy(estimator, () => panel);
  if (!treated) return undefined;
  const all = waysTo(donors, size, most) <= most;
  const sets = all ? subsets(donors, size) : Array.from({ length: most }, () => drawnSet(donors, size, random));
  const placebos = sets.map((units): Placebo => {
    const inside = new Set(units);
    const pool = firstOf(donors).filter((unit) => !inside.has(unit));
    const found = foundBy(estimator, () => ofUnits(panel, pool, units));
    return { units, ...(found && { found }) };
  });
  return { treated, placebos, donors, spread: spreadOf(panel.values), all };
}

/**
 * The placebos that fit before the change not much worse than the treated units, for figures. P-values leave none out: that would be a choice after the outcomes were seen.
 *
 * Model    A mean square before the change of no more than `multiple` times that of the treated units.
 * Source   Abadie, Diamond & Hainmueller (2010), JASA 105, where it is 20, 5 and 2.
 */
export function fittedPlacebos({ treated, placebos }: Placebos, multiple: number): readonly (Placebo & { readonly found: Found })[] {
  const most = multiple * treated.gap.rmspeBefore ** 2;
  return placebos.filter(
    (placebo): placebo is Placebo & { readonly found: Found } => placebo.found !== undefined && placebo.found.gap.rmspeBefore ** 2 <= most,
  );
}

/** The panel is made anew for what is held out: kept, those of all placebos take much memory. */
function foundBy(estimator: SyntheticEstimator, panelOf: () => Panel): Found | undefined {
  const gap = gapBy(estimator, panelOf());
  if (!gap) return undefined;
  let held: { readonly rmspe: number | undefined } | undefined;
  return {
    gap,
    heldOut: () => {
      held ??= { rmspe: heldOutBy(estimator, panelOf()) };
      return held.rmspe;
    },
  };
}

function heldOutBy(estimator: SyntheticEstimator, panel: Panel): number | undefined {
  const { before } = panel;
  if (before < 3) return undefined;
  return gapBy(estimator, ofPeriods(panel, firstOf(before), Math.round((2 / 3) * before)))?.rmspeAfter;
}

function spreadOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** How many sets there are, at least where they are more than `most`. */
function waysTo(n: number, size: number, most: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(size, n - size) && ways <= most; i++) ways = Math.round((ways * (n - i + 1)) / i);
  return ways;
}

function subsets(n: number, size: number, first = 0): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  const found: (readonly number[])[] = [];
  for (let unit = first; unit <= n - size; unit++) for (const more of subsets(n, size - 1, unit + 1)) found.push([unit, ...more]);
  return found;
}

function drawnSet(n: number, size: number, random: Random): readonly number[] {
  const units = [...firstOf(n)];
  for (let i = 0; i < size; i++) {
    const at = i + random.integer(n - i);
    [units[i], units[at]] = [units[at], units[i]];
  }
  return units.slice(0, size).sort((a, b) => a - b);
}
