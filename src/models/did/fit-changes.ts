import { dot } from '../../math/dot.ts';
import { type ComparedDesign, type ComparedRows, notFinite, ofRows } from './compared-rows.ts';
import { groupRegression } from './group-regressions.ts';
import { emptySums, inRowSums, type ScratchSums } from './group-sums.ts';
import { type Plan, regressedGroups, usesOdds } from './plan.ts';
import { emptyMeans, estimateFrom, fillMeans, type PlanMeans } from './plan-means.ts';
import { fitOdds, type Odds } from './propensity.ts';
import type { ComparedGroup, ComparedReason } from './refused.ts';

/** Rows apart by group, and what is estimated from them. */
export interface Adjusting {
  readonly rows: ComparedRows;
  readonly design: ComparedDesign;
  readonly groupNames: readonly ComparedGroup[];
  readonly plan: Plan;
  readonly outcomes: readonly Float64Array[];
}

/** All that was fitted, from which influences and leave-outs are computed. */
export interface Fitted {
  readonly plan: Plan;
  readonly design: ComparedDesign;
  readonly odds?: Odds;
  /** Centred, one a row that counts. */
  readonly outcomes: readonly Float64Array[];
  readonly sums: ScratchSums;
  readonly means: PlanMeans;
  /** Of the regression in each group that is read. */
  readonly inverses: ReadonlyMap<number, Float64Array>;
  /** Of each outcome: k coefficients a group, zero where none is read. */
  readonly coefficients: readonly Float64Array[];
  readonly estimates: Float64Array;
}

/** The fit of a plan, or why there is none. */
export function fitPlan({ rows, design, groupNames, plan, outcomes }: Adjusting): Fitted | ComparedReason {
  const reason = notFinite(rows, outcomes) ?? tooFew(plan, design, groupNames);
  if (reason) return reason;
  const odds = usesOdds(plan) ? fitOdds(rows, design) : undefined;
  if (odds && 'kind' in odds) return odds;
  const { k } = design;
  const centred = outcomes.map((values) => centredAt(values, design));
  const sums = emptySums(k, plan.groups, outcomes.length);
  inRowSums({ design, groups: plan.groups, ...(odds && { odds }), outcomes: centred }, (add) => add(sums));
  const inverses = new Map<number, Float64Array>();
  const coefficients = outcomes.map(() => new Float64Array(plan.groups * k));
  for (const group of regressedGroups(plan)) {
    const constant = constantIn(design, group);
    if (constant.length > 0) return { kind: 'collinear', columns: constant, group: groupNames[group] };
    const found = groupRegression(sums, group, design.groupRows[group], design.names, plan.groups, outcomes.length);
    if (!('coefficients' in found)) return { kind: 'collinear', columns: found, group: groupNames[group] };
    inverses.set(group, found.inverse);
    for (const [o, of] of coefficients.entries()) of.set(found.coefficients.subarray(o * k, (o + 1) * k), group * k);
  }
  const means = emptyMeans(plan, k);
  fillMeans(means, sums, undefined);
  const empty = plan.means.find((_, m) => !(means.weight[m] > 0));
  if (empty) return { kind: 'too-few-rows', group: groupNames[empty.over[0]], rows: 0, parameters: 1 };
  const estimates = Float64Array.from(coefficients, (of, o) => estimateFrom(means, sums, o, of));
  return { plan, design, ...(odds && { odds }), outcomes: centred, sums, means, inverses, coefficients, estimates };
}

/** A regression needs a row more than it has columns, the chance of treatment as many treated as it has. */
function tooFew(plan: Plan, { k, groupRows }: ComparedDesign, names: readonly ComparedGroup[]): ComparedReason | undefined {
  const regressed = new Set(regressedGroups(plan));
  for (const [group, rows] of groupRows.entries()) {
    const parameters = k > 1 && usesOdds(plan) && plan.treated[group] ? k : 1;
    const least = k > 1 && regressed.has(group) ? k + 1 : parameters;
    if (rows < least) return { kind: 'too-few-rows', group: names[group], rows, parameters: k };
  }
  return undefined;
}

/** Columns that do not vary within a group: sums of them tell that but to rounding. */
function constantIn({ names, x, groupRows }: ComparedDesign, group: number): readonly string[] {
  const first = groupRows.slice(0, group).reduce((sum, size) => sum + size, 0);
  return names.filter((_, j) => {
    const column = x[j + 1];
    for (let r = first + 1; r < first + groupRows[group]; r++) if (column[r] !== column[first]) return false;
    return true;
  });
}

/** Estimates are of differences: a constant taken from all rows changes nothing but rounding. */
function centredAt(values: Float64Array, design: ComparedDesign): Float64Array {
  const own = ofRows(design, values);
  const centred = new Float64Array(own.length);
  const centre = dot(own, design.weights) / own.length;
  for (let r = 0; r < centred.length; r++) centred[r] = own[r] - centre;
  return centred;
}
