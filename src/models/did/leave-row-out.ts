import type { Fitted } from './fit-changes.ts';
import type { PlannedMean } from './plan.ts';
import { inverseFor } from './restricted.ts';

/** What is left of a sum of weights, or of a column beside the others, when only rounding is left of it. */
const nothing = 1e-9;

/** Sums over all rows that one mean of the plan is made of. */
interface MeanSums {
  readonly mean: PlannedMean;
  /** Of each group whether the mean is over it. */
  readonly isOver: Uint8Array;
  readonly weight: number;
  /** k, and k x k. */
  readonly columns: Float64Array;
  readonly products: Float64Array;
  /** Of each outcome k. */
  readonly outcomes: readonly Float64Array[];
}

/**
 * The estimates without a single row, as `leaveOut` has them of a cluster; undefined where it is needed. What it returns is written anew at the next call.
 *
 * Model   inverses without the row by Sherman and Morrison, so that a row costs k^2 for each mean and no factor.
 * Source  Sherman & Morrison (1950), Annals of Mathematical Statistics 21.
 */
export function withoutRow(fitted: Fitted): (row: number) => Float64Array | undefined {
  const { plan, design, odds, outcomes, sums, inverses, coefficients } = fitted;
  const { k, x, weights, group, treated } = design;
  const means = plan.means.map((mean) => sumsOf(mean, fitted));
  const information = odds && inverseFor(sums.information, k, odds.columns);
  const [shift, along, unmoved, pull] = [new Float64Array(k), new Float64Array(k), new Float64Array(k), new Float64Array(plan.groups * k)];
  const estimates = new Float64Array(outcomes.length);
  /** along = matrix x, and x' matrix x. */
  const quadratic = (matrix: Float64Array, at: number): number => {
    let sum = 0;
    for (let i = 0; i < k; i++) {
      let own = 0;
      for (let j = 0; j < k; j++) own += matrix[i * k + j] * x[at + j];
      along[i] = own;
      sum += own * x[at + i];
    }
    return sum;
  };
  return (r) => {
    const at = r * k;
    const g = group[r];
    if (odds && !information) return undefined;
    if (odds && information) {
      const left = 1 - weights[r] * odds.spread[r] * quadratic(information, at);
      if (!(left > nothing)) return undefined;
      const score = weights[r] * (treated[r] === 1 ? odds.missed[r] : -odds.chance[r]);
      for (let j = 0; j < k; j++) shift[j] = (-score * along[j]) / left;
    }
    pull.fill(0);
    estimates.fill(0);
    for (let m = 0; m < means.length; m++) {
      const { mean, isOver, weight: all, columns, products, outcomes: ofOutcomes } = means[m];
      const own = isOver[g] === 0 ? 0 : mean.tilted ? odds!.weight[r] : weights[r];
      const weight = all - own;
      if (!(weight > nothing * all)) return undefined;
      let [alongShift, meanAlong] = [0, 0];
      for (let j = 0; j < k; j++) {
        unmoved[j] = (columns[j] - own * x[at + j]) / weight;
        if (mean.tilted && j > 0) {
          alongShift += shift[j] * x[at + j];
          meanAlong += shift[j] * unmoved[j];
        }
      }
      if (mean.predictions.length > 0) {
        for (let j = 0; j < k; j++) {
          let column = unmoved[j];
          if (mean.tilted && j > 0) {
            let moved = 0;
            for (let l = 1; l < k; l++) moved += shift[l] * products[j * k + l];
            column += (moved - own * x[at + j] * alongShift) / weight - unmoved[j] * meanAlong;
          }
          for (let p = 0; p < mean.predictions.length; p++) pull[mean.predictions[p].group * k + j] += mean.sign * mean.predictions[p].sign * column;
        }
      }
      if (mean.outcome === 0) continue;
      for (let o = 0; o < outcomes.length; o++) {
        const y = outcomes[o][r];
        const sumsOfOutcome = ofOutcomes[o];
        let value = (sumsOfOutcome[0] - own * y) / weight;
        if (mean.tilted) {
          let moved = 0;
          for (let l = 1; l < k; l++) moved += shift[l] * sumsOfOutcome[l];
          value += (moved - own * y * alongShift) / weight - value * meanAlong;
        }
        estimates[o] += mean.sign * value;
      }
    }
    const inverse = inverses.get(g);
    let [back, slope] = [1, 0];
    if (inverse) {
      back = 1 - weights[r] * quadratic(inverse, at);
      if (!(back > nothing)) return undefined;
      for (let j = 0; j < k; j++) slope += along[j] * pull[g * k + j];
    }
    for (let o = 0; o < outcomes.length; o++) {
      const of = coefficients[o];
      for (let e = 0; e < of.length; e++) estimates[o] += pull[e] * of[e];
      if (!inverse) continue;
      let residual = outcomes[o][r];
      for (let j = 0; j < k; j++) residual -= x[at + j] * of[g * k + j];
      estimates[o] -= (weights[r] * residual * slope) / back;
    }
    return estimates;
  };
}

function sumsOf(mean: PlannedMean, { plan, design: { k }, sums, outcomes }: Fitted): MeanSums {
  const [products, ofOutcomes] = mean.tilted ? [sums.tilted, sums.tiltedOutcomes] : [sums.plain, sums.outcomes];
  const added = (from: Float64Array, size: number, start: number): Float64Array => {
    const sum = new Float64Array(size);
    for (const group of mean.over) for (let e = 0; e < size; e++) sum[e] += from[(start + group) * size + e];
    return sum;
  };
  const all = added(products, k * k, 0);
  return {
    mean,
    isOver: Uint8Array.from({ length: plan.groups }, (_, group) => (mean.over.includes(group) ? 1 : 0)),
    weight: all[0],
    columns: all.slice(0, k),
    products: all,
    outcomes: outcomes.map((_, o) => added(ofOutcomes, k, o * plan.groups)),
  };
}
