import { type Gap, gapBy } from './gap.ts';
import type { Panel, SyntheticEstimator } from './panel.ts';
import { firstOf, ofUnits } from './panels-of.ts';

/** A donor that carries weight, and what is found without it. */
export interface LeftOut {
  readonly donor: number;
  /** Absent where donors are not weighed. */
  readonly weight?: number;
  /** Absent where the other donors give no answer. */
  readonly gap?: Gap;
}

/** A donor that weighs less changes nothing that would be read. */
const least = 1e-6;

/**
 * The effect without each donor that carries weight, one at a time: does it hang on one of them?
 *
 * Shapes   one for each donor whose weight is not zero, the heaviest first, and no more than `most`; for every donor where they are not weighed.
 * Source   Abadie, Diamond & Hainmueller (2015), American Journal of Political Science 59.
 */
export function leaveOneOut(panel: Panel, estimator: SyntheticEstimator, donorWeights: Float64Array | undefined, most = Infinity): readonly LeftOut[] {
  const donors = firstOf(panel.donors);
  const sizeOf = (donor: number): number => (donorWeights ? Math.abs(donorWeights[donor]) : 1);
  const treated = firstOf(panel.units).slice(panel.donors);
  return donors
    .filter((donor) => sizeOf(donor) > least)
    .sort((a, b) => sizeOf(b) - sizeOf(a))
    .slice(0, most)
    .map((donor) => {
      const others = donors.filter((other) => other !== donor);
      const gap = others.length > 0 ? gapBy(estimator, ofUnits(panel, others, treated)) : undefined;
      return { donor, ...(donorWeights && { weight: donorWeights[donor] }), ...(gap && { gap }) };
    });
}
