import type { GroupSums } from './group-sums.ts';
import type { Plan, PlannedMean } from './plan.ts';

/** What the means of a plan weigh, whatever the outcome. */
export interface PlanMeans {
  readonly plan: Plan;
  readonly k: number;
  /** A mean's sum of weights. */
  readonly weight: Float64Array;
  /** A mean's k weighted means of the columns, one mean after the other. */
  readonly columns: Float64Array;
  /** The same before the odds moved. */
  readonly unmoved: Float64Array;
  /** By how much the estimate moves with each of the k coefficients of a group's regression, one group after the other. */
  readonly pull: Float64Array;
}

export function emptyMeans(plan: Plan, k: number): PlanMeans {
  const count = plan.means.length;
  return {
    plan,
    k,
    weight: new Float64Array(count),
    columns: new Float64Array(count * k),
    unmoved: new Float64Array(count * k),
    pull: new Float64Array(plan.groups * k),
  };
}

/**
 * Fills the means from sums.
 *
 * `shift`: how far the coefficients of the odds have moved from where the sums were taken. A weighted mean then moves by its weighted covariances
 * with the columns times the shift, which is exact where columns are normal, and never leaves a sum of weights at zero.
 */
export function fillMeans(into: PlanMeans, sums: GroupSums, shift: Float64Array | undefined): void {
  const { plan, k, weight, columns, unmoved, pull } = into;
  pull.fill(0);
  for (let m = 0; m < plan.means.length; m++) {
    const mean = plan.means[m];
    const products = mean.tilted ? sums.tilted : sums.plain;
    const at = m * k;
    weight[m] = 0;
    for (const group of mean.over) weight[m] += products[group * k * k];
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (const group of mean.over) sum += products[group * k * k + j];
      columns[at + j] = unmoved[at + j] = sum / weight[m];
    }
    if (mean.tilted && shift) moveColumns(into, m, mean, products, shift);
    for (const { group, sign } of mean.predictions) {
      const factor = mean.sign * sign;
      for (let j = 0; j < k; j++) pull[group * k + j] += factor * columns[at + j];
    }
  }
}

function moveColumns({ k, weight, columns, unmoved }: PlanMeans, m: number, { over }: PlannedMean, products: Float64Array, shift: Float64Array): void {
  const at = m * k;
  for (let j = 1; j < k; j++) {
    let moved = 0;
    for (let l = 1; l < k; l++) {
      let product = 0;
      for (const group of over) product += products[group * k * k + j * k + l];
      moved += shift[l] * (product / weight[m] - unmoved[at + j] * unmoved[at + l]);
    }
    columns[at + j] += moved;
  }
}

/** The part of a planned mean that comes of the outcome itself. */
export function outcomePart({ plan, k, weight, unmoved }: PlanMeans, sums: GroupSums, m: number, outcome: number, shift: Float64Array | undefined): number {
  const mean = plan.means[m];
  if (mean.outcome === 0) return 0;
  const along = mean.tilted ? sums.tiltedOutcomes : sums.outcomes;
  const from = outcome * plan.groups;
  let sum = 0;
  for (const group of mean.over) sum += along[(from + group) * k];
  const value = sum / weight[m];
  if (!(mean.tilted && shift)) return value;
  let moved = 0;
  for (let l = 1; l < k; l++) {
    let product = 0;
    for (const group of mean.over) product += along[(from + group) * k + l];
    moved += shift[l] * (product / weight[m] - value * unmoved[m * k + l]);
  }
  return value + moved;
}

/** The estimate: outcomes' parts, and predictions with the coefficients of each group, k after k. */
export function estimateFrom(means: PlanMeans, sums: GroupSums, outcome: number, coefficients: Float64Array, shift?: Float64Array): number {
  let estimate = 0;
  for (let m = 0; m < means.weight.length; m++) estimate += means.plan.means[m].sign * outcomePart(means, sums, m, outcome, shift);
  for (let e = 0; e < coefficients.length; e++) estimate += means.pull[e] * coefficients[e];
  return estimate;
}
