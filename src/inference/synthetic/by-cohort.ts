import type { Panel, SyntheticEstimator } from './panel.ts';
import { firstOf, ofUnits } from './panels-of.ts';

/**
 * An estimator of one change made one of changes at several times: units that got it together are compared with the donors as if the others were not there.
 *
 * Model    the path is the mean of those of the treated units, each by its cohort; the effect is the mean over treated units and periods; weights of donors are averaged alike.
 * Shapes   as the estimator's, without weights of periods.
 * Errors   undefined where it has no answer for one of the cohorts.
 * Source   Clarke, Pailanir, Athey & Imbens (2023), Synthetic difference-in-differences estimation, algorithm 1.
 */
export const byCohort =
  (estimator: SyntheticEstimator): SyntheticEstimator =>
  (panel) => {
    const { starts, periods, donors, units } = panel;
    if (!starts) return estimator(panel);
    const treated = units - donors;
    const cells = starts.reduce((sum, before) => sum + periods - before, 0);
    const path = new Float64Array(periods);
    let donorWeights: Float64Array | undefined = new Float64Array(donors);
    let effect = 0;
    for (const before of new Set(starts)) {
      const own = starts.flatMap((start, i) => (start === before ? [donors + i] : []));
      const found = estimator(cohortOf(panel, own, before));
      if (!found) return undefined;
      const share = (own.length * (periods - before)) / cells;
      for (let t = 0; t < periods; t++) path[t] += (own.length / treated) * found.path[t];
      if (found.donorWeights) for (let j = 0; donorWeights && j < donors; j++) donorWeights[j] += share * found.donorWeights[j];
      else donorWeights = undefined;
      effect += share * found.effect;
    }
    return { path, ...(donorWeights && { donorWeights }), effect };
  };

function cohortOf(panel: Panel, own: readonly number[], before: number): Panel {
  const { starts: _, ...cohort } = ofUnits(panel, firstOf(panel.donors), own);
  return { ...cohort, before };
}
