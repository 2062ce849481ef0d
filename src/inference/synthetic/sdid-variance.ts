import { shuffle } from '../../math/random/shuffle.ts';
import type { Random } from '../../math/random/stream.ts';
import { type StaggeredEffect, type StaggeredPanel, staggeredPenalties, staggeredSdid, treatedUnits } from './staggered-sdid.ts';
import type { SdidPenalty } from './synthetic-did.ts';

/** Why there is no error of this kind. */
export type NoSdidError =
  /** Placebos need a donor left over when as many donors as there are treated units take their part. */
  | { readonly kind: 'too-few-donors'; readonly donors: number; readonly treated: number }
  /** Nothing tells how units differ in their effects. */
  | { readonly kind: 'one-treated-unit' }
  /** A cohort would be gone with its one unit. */
  | { readonly kind: 'cohort-of-one'; readonly before: number }
  /** Nothing is left to compare with when that donor is left out. */
  | { readonly kind: 'one-donor-counts'; readonly donor: number }
  | { readonly kind: 'noise-unknown' };

export interface SdidError {
  readonly standardError: number;
  /** One a placebo, a unit left out, or a draw. */
  readonly effects: Float64Array;
}

/**
 * Error by placebos: donors take the part of treated units, weights are found anew, and the spread of these effects, which are none, is that of the estimate.
 *
 * Model     sd of effects, over their number. A single treated unit has each donor once where there are no more donors than draws; else sets are drawn.
 *           Penalties stay those of the whole panel, as in R's synthdid; Stata's sdid sets them anew.
 * Errors    too-few-donors unless there are more donors than treated units; noise-unknown.
 * Source    Arkhangelsky et al. (2021), Algorithm 4; Clarke et al. (2023), Algorithm 4.
 */
export function placeboError(panel: StaggeredPanel, draws: number, random: Random): SdidError | NoSdidError {
  const { donors, cohorts } = panel;
  const treated = treatedUnits(panel);
  if (donors <= treated) return { kind: 'too-few-donors', donors, treated };
  const rows = Int32Array.from({ length: donors }, (_, i) => i);
  const each = treated === 1 && donors <= draws;
  return spreadOf(panel, each ? donors : draws, (penalties, draw) => {
    if (each) for (let i = 0; i < donors; i++) rows[i] = i < donors - 1 ? (draw + 1 + i) % donors : draw;
    else shuffle(rows, random);
    return effectOfRows(panel, rows, { donors: donors - treated, cohorts: cohorts.map(({ units }) => units) }, penalties);
  });
}

/**
 * Error by the bootstrap of units, donors and treated ones together, weights found anew.
 *
 * Model     sd of effects, over their number; a draw without donors or without treated units is drawn again, and a cohort that is not in a draw does not count in it.
 *           Penalties stay those of the whole panel, as in R's synthdid; Stata's sdid sets them anew.
 * Errors    one-treated-unit; noise-unknown.
 * Source    Arkhangelsky et al. (2021), Algorithm 2; Clarke et al. (2023), Algorithm 2.
 */
export function bootstrapError(panel: StaggeredPanel, draws: number, random: Random): SdidError | NoSdidError {
  const treated = treatedUnits(panel);
  if (treated === 1) return { kind: 'one-treated-unit' };
  const units = panel.donors + treated;
  const rows = new Int32Array(units);
  return spreadOf(panel, draws, (penalties) => {
    do for (let i = 0; i < units; i++) rows[i] = random.integer(units);
    while (rows.every((row) => row < panel.donors) || rows.every((row) => row >= panel.donors));
    return resampledEffect(panel, rows.slice().sort(), penalties);
  });
}

/** Effect in a panel of these rows, in ascending order, of which some may be there several times. */
export function resampledEffect(panel: StaggeredPanel, rows: Int32Array, penalties: readonly (SdidPenalty | undefined)[]): number | undefined {
  const ends = [panel.donors];
  for (const { units } of panel.cohorts) ends.push(ends[ends.length - 1] + units);
  const counts = new Int32Array(ends.length);
  for (const row of rows) counts[ends.findIndex((end) => row < end)] += 1;
  return effectOfRows(panel, rows, { donors: counts[0], cohorts: counts.subarray(1) }, penalties);
}

/**
 * Error by the jackknife over units, weights of those left as they were, donors' in proportion.
 *
 * Model     variance (n - 1) / n sum of (effect without the unit - their mean)^2 over n units.
 * Errors    one-treated-unit; cohort-of-one; one-donor-counts where one has all the weight in a cohort.
 * Source    Arkhangelsky et al. (2021), Algorithm 3; Clarke et al. (2023), Algorithm 3.
 */
export function jackknifeError(panel: StaggeredPanel, { cohorts }: StaggeredEffect): SdidError | NoSdidError {
  const { donors, periods } = panel;
  const treated = treatedUnits(panel);
  if (treated === 1) return { kind: 'one-treated-unit' };
  const alone = panel.cohorts.find(({ units }) => units === 1);
  if (alone) return { kind: 'cohort-of-one', before: alone.before };
  const units = donors + treated;
  const sums = new Float64Array(units);
  const totals = new Float64Array(units);
  let from = donors;
  for (const { cohort, donorWeights, timeWeights } of cohorts) {
    const one = donorWeights.findIndex((weight, i) => weight > 0 && donorWeights.every((other, j) => i === j || other === 0));
    if (one >= 0) return { kind: 'one-donor-counts', donor: one };
    const changes = changesOf(panel, cohort.before, timeWeights!);
    const own = changes.subarray(from, from + cohort.units).reduce((sum, change) => sum + change, 0);
    let ofDonors = 0;
    for (let i = 0; i < donors; i++) ofDonors += donorWeights[i] * changes[i];
    for (let i = 0; i < units; i++) {
      const isOwn = i >= from && i < from + cohort.units;
      const count = cohort.units - (isOwn ? 1 : 0);
      const cells = count * (periods - cohort.before);
      const weight = i < donors ? donorWeights[i] : 0;
      const left = (ofDonors - weight * changes[i]) / (1 - weight);
      sums[i] += cells * ((own - (isOwn ? changes[i] : 0)) / count - left);
      totals[i] += cells;
    }
    from += cohort.units;
  }
  const effects = sums.map((sum, i) => sum / totals[i]);
  return { standardError: Math.sqrt(units - 1) * spread(effects), effects };
}

/** Mean of each unit from the change on less its mean before by time weights. */
function changesOf({ values, periods }: StaggeredPanel, before: number, timeWeights: Float64Array): Float64Array {
  const changes = new Float64Array(values.length / periods);
  for (let i = 0; i < changes.length; i++) {
    for (let t = 0; t < periods; t++) changes[i] += values[i * periods + t] * (t < before ? -timeWeights[t] : 1 / (periods - before));
  }
  return changes;
}

type Draw = (penalties: readonly (SdidPenalty | undefined)[], draw: number) => number | undefined;

function spreadOf(panel: StaggeredPanel, draws: number, effectOf: Draw): SdidError | NoSdidError {
  const penalties = staggeredPenalties(panel);
  const effects = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    const effect = effectOf(penalties, draw);
    if (effect === undefined) return { kind: 'noise-unknown' };
    effects[draw] = effect;
  }
  return { standardError: spread(effects), effects };
}

/** Effect where these rows are donors and then cohorts, so many each; a cohort without rows does not count. */
function effectOfRows(
  panel: StaggeredPanel,
  rows: Int32Array,
  counts: { readonly donors: number; readonly cohorts: ArrayLike<number> },
  penalties: readonly (SdidPenalty | undefined)[],
): number | undefined {
  const { values, periods } = panel;
  const drawn = new Float64Array(rows.length * periods);
  for (let i = 0; i < rows.length; i++) drawn.set(values.subarray(rows[i] * periods, (rows[i] + 1) * periods), i * periods);
  const cohorts = panel.cohorts.map(({ before }, k) => ({ units: counts.cohorts[k], before }));
  const present = ({ units }: { readonly units: number }): boolean => units > 0;
  return staggeredSdid(
    { values: drawn, periods, donors: counts.donors, cohorts: cohorts.filter(present) },
    penalties.filter((_, k) => present(cohorts[k])),
  )?.effect;
}

/** Root of the mean square about their mean. */
function spread(effects: Float64Array): number {
  const mean = effects.reduce((sum, effect) => sum + effect, 0) / effects.length;
  return Math.sqrt(effects.reduce((sum, effect) => sum + (effect - mean) ** 2, 0) / effects.length);
}
