import type { Fitted } from './fit-changes.ts';
import { type AddRows, emptySums, type GroupSums, inRowSums } from './group-sums.ts';
import { influencesOf } from './influence.ts';
import { leaveRowsOut } from './leave-row-out.ts';
import type { Plan } from './plan.ts';
import { emptyMeans, estimateFrom, fillMeans } from './plan-means.ts';
import { solvedFor } from './restricted.ts';

/** Which cluster each row given belongs to. */
export interface Clusters {
  readonly codes: Int32Array;
  readonly count: number;
}

/** Each row is a cluster of its own, and has a place. */
export interface Singles {
  readonly places: Int32Array;
  readonly count: number;
}

/** What the estimates are without each cluster. */
export interface LeftOut {
  /**
   * Of each outcome, one a cluster (a row given, where no clusters are told): the estimate less the estimate without it. They add up over estimates
   * as influences do; (G - 1) / G times the sum of their squares is the variance, G clusters.
   */
  readonly contributions: readonly Float64Array[];
  /** Clusters without which something cannot be estimated. Their contribution is that of their influence, which says too little. */
  readonly needed: Int32Array;
}

/** What is left of a sum of weights, when only rounding is left of it. */
const nothing = 1e-9;

/**
 * The estimates without each cluster in turn, in one pass over the rows.
 *
 * Model     Means and least squares are recomputed exactly, from sums less those of the cluster. The chance of treatment makes one step of Newton's
 *           method from the fit of all rows, with the information of the rows that are left, and weighted means follow it along their covariances.
 *           Without weights by odds the variance is CR3, of single rows HC3, but for the factor (G - 1) / G; with them it is that but for the
 *           squares of the steps.
 * Source    Bell & McCaffrey (2002), Survey Methodology 28; MacKinnon, Nielsen & Webb (2023), Journal of Applied Econometrics 38; Pregibon (1981),
 *           Annals of Statistics 9, on the step.
 */
export function leaveOut(fitted: Fitted, by: 'rows' | Singles | Clusters): LeftOut {
  const { design, outcomes } = fitted;
  const codes = by === 'rows' ? design.rows : ofRowsGiven(design, 'codes' in by ? by.codes : by.places);
  const count = by === 'rows' ? design.given : by.count;
  const contributions = outcomes.map(() => new Float64Array(count));
  const clusters = by === 'rows' || 'places' in by ? undefined : sortedBy(codes, count);
  const needed = [...leaveRowsOut(fitted, clusters ? singlesOf(codes, clusters.starts) : codes, contributions)];
  if (clusters) needed.push(...leaveClustersOut(fitted, clusters, contributions));
  if (needed.length > 0) {
    const { influences } = influencesOf(fitted);
    const { starts, order } = clusters ?? sortedBy(codes, count);
    for (const g of needed) {
      const members = order.subarray(starts[g], starts[g + 1]);
      for (const [o, influence] of influences.entries()) contributions[o][g] = members.reduce((sum, r) => sum + influence[design.rows[r]], 0) / design.given;
    }
  }
  return { contributions, needed: Int32Array.from(needed).sort() };
}

function ofRowsGiven({ rows, inOrder }: Fitted['design'], codes: Int32Array): Int32Array {
  if (inOrder) return codes;
  const own = new Int32Array(rows.length);
  for (let r = 0; r < rows.length; r++) own[r] = codes[rows[r]];
  return own;
}

/** The clusters of rows that are alone in theirs, -1 for others. */
function singlesOf(codes: Int32Array, starts: Int32Array): Int32Array {
  const single = new Int32Array(codes.length);
  for (let r = 0; r < codes.length; r++) single[r] = starts[codes[r] + 1] - starts[codes[r]] === 1 ? codes[r] : -1;
  return single;
}

/** Rows in the order of their clusters, and where each cluster begins. */
interface Sorted {
  readonly starts: Int32Array;
  readonly order: Int32Array;
}

function sortedBy(codes: Int32Array, count: number): Sorted {
  const starts = new Int32Array(count + 1);
  for (let r = 0; r < codes.length; r++) starts[codes[r] + 1]++;
  for (let g = 0; g < count; g++) starts[g + 1] += starts[g];
  const next = starts.slice();
  const order = new Int32Array(codes.length);
  for (let r = 0; r < codes.length; r++) order[next[codes[r]]++] = r;
  return { starts, order };
}

/** Writes what clusters of several rows add. Gives those that are needed. */
function leaveClustersOut(fitted: Fitted, { starts, order }: Sorted, contributions: readonly Float64Array[]): readonly number[] {
  const { design, plan, odds, outcomes } = fitted;
  return inRowSums({ design, groups: plan.groups, ...(odds && { odds }), outcomes }, (add) => {
    const without = withoutCluster(fitted, add);
    const needed: number[] = [];
    for (let g = 0; g + 1 < starts.length; g++) {
      if (starts[g + 1] - starts[g] < 2) continue;
      const estimates = without(order.subarray(starts[g], starts[g + 1]));
      if (estimates) for (let o = 0; o < estimates.length; o++) contributions[o][g] = fitted.estimates[o] - estimates[o];
      else needed.push(g);
    }
    return needed;
  });
}

/** The estimates without some rows; undefined where they are needed. What it returns is written anew at the next call. */
function withoutCluster(fitted: Fitted, add: AddRows): (members: Int32Array) => Float64Array | undefined {
  const { plan, design, odds, outcomes, sums, inverses, coefficients } = fitted;
  const { k } = design;
  const { groups } = plan;
  const regressed = [...inverses.keys()];
  const every = Array.from({ length: k }, (_, j) => j);
  const part = emptySums(k, groups, outcomes.length);
  const left = emptySums(k, groups, outcomes.length);
  const means = emptyMeans(plan, k);
  const estimates = new Float64Array(outcomes.length);
  return (members) => {
    part.all.fill(0);
    add(part, members);
    subtract(left.all, sums.all, part.all);
    // The score of the rows that are left is minus that of the cluster.
    const shift = odds && solvedFor(left.information, sums.information, left.score, odds.columns);
    if (odds && !shift) return undefined;
    if (isEmptied(plan, left, sums, k)) return undefined;
    fillMeans(means, left, shift);
    for (let o = 0; o < outcomes.length; o++) estimates[o] = estimateFrom(means, left, o, coefficients[o], shift);
    for (const group of regressed) {
      const at = group * k * k;
      if (part.plain[at] === 0) continue;
      const to = at + k * k;
      const pull = solvedFor(left.plain.subarray(at, to), sums.plain.subarray(at, to), means.pull.subarray(group * k, (group + 1) * k), every);
      if (!pull) return undefined;
      for (let o = 0; o < outcomes.length; o++) estimates[o] -= residualsAlong(pull, part, group, groups, o, coefficients[o]);
    }
    return estimates;
  };
}

function subtract(into: Float64Array, all: Float64Array, part: Float64Array): void {
  for (let e = 0; e < into.length; e++) into[e] = all[e] - part[e];
}

function isEmptied({ means }: Plan, left: GroupSums, all: GroupSums, k: number): boolean {
  for (const { over, tilted } of means) {
    const [of, from] = tilted ? [left.tilted, all.tilted] : [left.plain, all.plain];
    let [weight, before] = [0, 0];
    for (const group of over) {
      weight += of[group * k * k];
      before += from[group * k * k];
    }
    if (!(weight > nothing * before)) return true;
  }
  return false;
}

/** What residuals of the regression of all rows that are in the part are in sum, times their columns along the pull: least squares without them. */
function residualsAlong(pull: Float64Array, part: GroupSums, group: number, groups: number, outcome: number, coefficients: Float64Array): number {
  const k = pull.length;
  let sum = 0;
  for (let l = 0; l < k; l++) {
    let residual = part.outcomes[(outcome * groups + group) * k + l];
    for (let j = 0; j < k; j++) residual -= part.plain[group * k * k + l * k + j] * coefficients[group * k + j];
    sum += pull[l] * residual;
  }
  return sum;
}
