import type { Counterfactual, Panel } from './panel.ts';
import { type SdidPenalty, sdidPenalty, syntheticDid } from './synthetic-did.ts';

/** Treated units that got the change in the same period. */
export interface LaunchCohort {
  readonly units: number;
  /** How many of the periods lie before its change. */
  readonly before: number;
}

/** Outcomes of units over periods without gaps; the change came to cohorts of them at different times, and to donors never. */
export interface StaggeredPanel {
  /** Units by periods, row-major, donors first, then cohort after cohort. */
  readonly values: Float64Array;
  readonly periods: number;
  readonly donors: number;
  readonly cohorts: readonly LaunchCohort[];
}

export interface CohortEffect extends Counterfactual {
  readonly cohort: LaunchCohort;
  /** Its part in the effect: that of its treated unit-periods among all. */
  readonly share: number;
}

export interface StaggeredEffect {
  readonly cohorts: readonly CohortEffect[];
  /** Mean over treated unit-periods. */
  readonly effect: number;
}

/**
 * Synthetic difference-in-differences of each cohort against the donors, which never get the change, averaged over treated unit-periods.
 *
 * Model     effect = sum over cohorts of share x effect of the cohort, as if the other cohorts were not there.
 * Shapes    penalties: one a cohort.
 * Errors    undefined where one of the cohorts has no effect, as the noise of donors before its change is unknown.
 * Source    Clarke, Pailanir, Athey & Imbens (2023), Synthetic difference-in-differences estimation, Algorithm 1.
 */
export function staggeredSdid(panel: StaggeredPanel, penalties: readonly (SdidPenalty | undefined)[] = staggeredPenalties(panel)): StaggeredEffect | undefined {
  const shares = cohortShares(panel);
  const cohorts: CohortEffect[] = [];
  let effect = 0;
  for (const [k, own] of cohortPanels(panel).entries()) {
    const penalty = penalties[k];
    const found = penalty && syntheticDid(own, penalty);
    if (!found) return undefined;
    cohorts.push({ ...found, cohort: panel.cohorts[k], share: shares[k] });
    effect += shares[k] * found.effect;
  }
  return { cohorts, effect };
}

/** The penalty of each cohort by itself. */
export function staggeredPenalties(panel: StaggeredPanel): readonly (SdidPenalty | undefined)[] {
  return cohortPanels(panel).map(sdidPenalty);
}

/** Donors and the one cohort that all treated units are. */
export function asStaggered({ values, units, periods, donors, before }: Panel): StaggeredPanel {
  return { values, periods, donors, cohorts: [{ units: units - donors, before }] };
}

/** Units of all cohorts together. */
export const treatedUnits = ({ cohorts }: StaggeredPanel): number => cohorts.reduce((sum, { units }) => sum + units, 0);

/** Treated unit-periods of each cohort among those of all. */
function cohortShares({ periods, cohorts }: StaggeredPanel): Float64Array {
  const cells = Float64Array.from(cohorts, ({ units, before }) => units * (periods - before));
  const total = cells.reduce((sum, count) => sum + count, 0);
  return cells.map((count) => count / total);
}

/** Each cohort with all donors. */
function cohortPanels({ values, periods, donors, cohorts }: StaggeredPanel): readonly Panel[] {
  let from = donors;
  return cohorts.map(({ units, before }) => {
    const own = new Float64Array((donors + units) * periods);
    own.set(values.subarray(0, donors * periods));
    own.set(values.subarray(from * periods, (from + units) * periods), donors * periods);
    from += units;
    return { values: own, units: donors + units, periods, donors, before };
  });
}
