import { choleskyFactor, choleskyInverse } from '../../math/cholesky.ts';
import type { Fitted } from './fit-changes.ts';
import { addOutcomes, addRow, emptySums, type GroupSums } from './group-sums.ts';
import { emptyMeans, estimateFrom, fillMeans } from './plan-means.ts';

/** Which cluster each row given belongs to. */
export interface Clusters {
  readonly codes: Int32Array;
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

/** What is left of a sum of weights, or of a column beside the others, when only rounding is left of it. */
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
export function leaveOut(fitted: Fitted, changes: readonly { readonly influence: Float64Array }[], by: 'rows' | Clusters): LeftOut {
  const { design, outcomes } = fitted;
  const codes = by === 'rows' ? design.rows : Int32Array.from(design.rows, (i) => by.codes[i]);
  const count = by === 'rows' ? design.given : by.count;
  const { starts, order } = sortedBy(codes, count);
  const without = withoutCluster(fitted);
  const contributions = outcomes.map(() => new Float64Array(count));
  const needed: number[] = [];
  for (let g = 0; g < count; g++) {
    if (starts[g] === starts[g + 1]) continue;
    const members = order.subarray(starts[g], starts[g + 1]);
    const estimates = without(members);
    if (estimates) for (let o = 0; o < estimates.length; o++) contributions[o][g] = fitted.estimates[o] - estimates[o];
    else {
      needed.push(g);
      for (const [o, { influence }] of changes.entries()) contributions[o][g] = members.reduce((sum, r) => sum + influence[design.rows[r]], 0) / design.given;
    }
  }
  return { contributions, needed: Int32Array.from(needed) };
}

/** Rows in the order of their clusters, and where each cluster begins. */
function sortedBy(codes: Int32Array, count: number): { readonly starts: Int32Array; readonly order: Int32Array } {
  const starts = new Int32Array(count + 1);
  for (const code of codes) starts[code + 1]++;
  for (let g = 0; g < count; g++) starts[g + 1] += starts[g];
  const next = starts.slice();
  const order = new Int32Array(codes.length);
  for (let r = 0; r < codes.length; r++) order[next[codes[r]]++] = r;
  return { starts, order };
}

/** The estimates without some rows; undefined where they are needed. What it returns is written anew at the next call. */
function withoutCluster(fitted: Fitted): (members: Int32Array) => Float64Array | undefined {
  const { plan, design, odds, outcomes, sums, inverses, coefficients } = fitted;
  const { k } = design;
  const { groups } = plan;
  const part = emptySums(k, groups, outcomes.length);
  const left = emptySums(k, groups, outcomes.length);
  const means = emptyMeans(plan, k);
  const own = new Float64Array(groups * k);
  const shift = new Float64Array(k);
  const estimates = new Float64Array(outcomes.length);
  return (members) => {
    for (const of of fields) part[of].fill(0);
    for (let e = 0; e < members.length; e++) {
      addRow(part, design, odds, members[e]);
      addOutcomes(part, design, groups, odds, outcomes, members[e]);
    }
    for (const of of fields) for (let e = 0; e < left[of].length; e++) left[of][e] = sums[of][e] - part[of][e];
    if (odds) {
      const inverse = inverseOf(left.information, sums.information, k);
      if (!inverse) return undefined;
      for (let i = 0; i < k; i++) {
        shift[i] = 0;
        for (let j = 0; j < k; j++) shift[i] -= inverse[i * k + j] * part.score[j];
      }
    }
    if (plan.means.some(({ over, tilted }) => emptied(over, tilted ? left.tilted : left.plain, tilted ? sums.tilted : sums.plain, k))) return undefined;
    fillMeans(means, left, odds ? shift : undefined);
    const regressions: { readonly group: number; readonly inverse: Float64Array }[] = [];
    for (const group of inverses.keys()) {
      const at = group * k * k;
      if (part.plain[at] === 0) continue;
      const inverse = inverseOf(left.plain.subarray(at, at + k * k), sums.plain.subarray(at, at + k * k), k);
      if (!inverse) return undefined;
      regressions.push({ group, inverse });
    }
    for (let o = 0; o < outcomes.length; o++) {
      own.set(coefficients[o]);
      for (const { group, inverse } of regressions) moveCoefficients(own, coefficients[o], part, groups, group, o, inverse, k);
      estimates[o] = estimateFrom(means, left, o, own, odds ? shift : undefined);
    }
    return estimates;
  };
}

const fields = ['plain', 'tilted', 'information', 'score', 'outcomes', 'tiltedOutcomes'] as const satisfies readonly (keyof GroupSums)[];

function emptied(over: readonly number[], left: Float64Array, all: Float64Array, k: number): boolean {
  let [of, from] = [0, 0];
  for (const group of over) {
    of += left[group * k * k];
    from += all[group * k * k];
  }
  return !(of > nothing * from);
}

/** Undefined where a column has nothing left of its own. */
function inverseOf(left: Float64Array, all: Float64Array, k: number): Float64Array | undefined {
  const lower = choleskyFactor(left, k);
  if (!lower) return undefined;
  for (let i = 0; i < k; i++) if (!(lower[i * k + i] ** 2 > nothing * all[i * k + i])) return undefined;
  return choleskyInverse(lower, k);
}

/** Least squares without some rows of the group: the coefficients less what the residuals of these rows bring. */
function moveCoefficients(
  into: Float64Array,
  from: Float64Array,
  part: GroupSums,
  groups: number,
  group: number,
  outcome: number,
  inverse: Float64Array,
  k: number,
): void {
  const at = group * k;
  for (let l = 0; l < k; l++) {
    let residual = part.outcomes[(outcome * groups + group) * k + l];
    for (let j = 0; j < k; j++) residual -= part.plain[group * k * k + l * k + j] * from[at + j];
    for (let i = 0; i < k; i++) into[at + i] -= inverse[i * k + l] * residual;
  }
}
