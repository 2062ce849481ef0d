import { type ComparedRows, comparedDesign } from './compared-rows.ts';
import { type Fitted, fitPlan } from './fit-changes.ts';
import { type Clusters, type LeftOut, leaveOut, type Singles } from './leave-out.ts';
import { type Adjustment, type Plan, panelPlan, pooledPlan } from './plan.ts';
import type { Overlap } from './propensity.ts';
import type { ComparedCounts, ComparedGroup, ComparedRefusal } from './refused.ts';

export interface AdjustedChanges {
  readonly kind: 'estimated';
  /** Effects on the treated, one an outcome, in their order. */
  readonly estimates: Float64Array;
  /** From which `influencesOf` tells what each row has to do with the errors. */
  readonly fitted: Fitted;
  readonly counts: ComparedCounts;
  /** Where the chance of treatment is read. */
  readonly overlap?: Overlap;
  /** Where it was asked for. */
  readonly leftOut?: LeftOut;
}

interface Adjusted extends ComparedRows {
  readonly how: Adjustment;
  /** Whether to estimate without each row or cluster in turn. */
  readonly leaveOut?: 'rows' | Singles | Clusters;
}

/** A panel: the rows are units. */
export interface PairedRows extends Adjusted {
  /** One or more: the outcome after less the outcome before, one a unit. */
  readonly changes: readonly Float64Array[];
}

/** Repeated cross-sections: the rows are observations, before or after. */
export interface PooledRows extends Adjusted {
  readonly outcomes: readonly Float64Array[];
  /** 1 or 0. */
  readonly after: Uint8Array;
}

/**
 * The effect on the treated from changes of units: the treated's less what covariates say it would have been. The chance of treatment and the
 * design are fitted once for all changes.
 *
 * Model     Without treatment, treated and controls with equal covariates would have changed alike.
 *           regression: least squares of the controls' changes, averaged over the treated. weighting: controls weighted by the odds of treatment,
 *           logistic by maximum likelihood, weights summing to one. doubly-robust: both; right if either is.
 * Shapes    all columns one value a unit; the constant is added. Rows of weight zero count for nothing.
 * Units     of the outcome.
 * Errors    refusals as values: too-few-rows, collinear, separated, all-treated, no-convergence, no-overlap, not-finite.
 * Source    Heckman, Ichimura & Todd (1997), Review of Economic Studies 64; Abadie (2005), ibid. 72; Sant'Anna & Zhao (2020), Journal of
 *           Econometrics 219. Parity: DRDID reg_did_panel, std_ipw_did_panel, drdid_panel (what did calls reg, ipw and dr).
 */
export const pairedChanges = (asked: PairedRows): AdjustedChanges | ComparedRefusal =>
  adjusted(asked, asked.changes, asked.treated, panelPlan(asked.how), ['controls', 'treated']);

/**
 * The same from repeated cross-sections, whose covariates are distributed alike before and after.
 *
 * Model     regression: the controls' outcomes before and after each by their own least squares. weighting: four means. doubly-robust: the
 *           locally efficient one, with regressions of the treated beside those of controls.
 * Source    Sant'Anna & Zhao (2020). Parity: DRDID reg_did_rc, std_ipw_did_rc, drdid_rc.
 */
export function pooledChanges(asked: PooledRows): AdjustedChanges | ComparedRefusal {
  const groups = Uint8Array.from(asked.treated, (of, i) => 2 * of + asked.after[i]);
  return adjusted(asked, asked.outcomes, groups, pooledPlan(asked.how), ['controls before', 'controls after', 'treated before', 'treated after']);
}

function adjusted(
  asked: Adjusted,
  outcomes: readonly Float64Array[],
  groups: Uint8Array,
  plan: Plan,
  groupNames: readonly ComparedGroup[],
): AdjustedChanges | ComparedRefusal {
  const design = comparedDesign(asked, groups, plan.groups);
  const { counts } = design;
  const fitted = fitPlan({ rows: asked, design, groupNames, plan, outcomes });
  if ('kind' in fitted) return { kind: 'refused', reason: fitted, counts };
  const { odds, estimates } = fitted;
  return {
    kind: 'estimated',
    estimates,
    fitted,
    counts,
    ...(odds && { overlap: odds.overlap }),
    ...(asked.leaveOut && { leftOut: leaveOut(fitted, asked.leaveOut) }),
  };
}
