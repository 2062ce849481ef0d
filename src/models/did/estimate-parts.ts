import type { Fitted } from './fit-changes.ts';
import { type PlannedMean, regressedGroups } from './plan.ts';

/** Sums over all rows that one mean of the plan is made of. */
export interface MeanSums {
  readonly mean: PlannedMean;
  readonly weight: number;
  /** k, and k x k. */
  readonly columns: Float64Array;
  readonly products: Float64Array;
  /** Where its sums of the outcome begin among the parts of an estimate: of all columns where the mean is weighted by odds, of the constant alone where it is not. */
  readonly at: number;
}

/** An estimate is a sum of parts, each times what is left of its factor without a row: sums of the outcome in its means, and coefficients of its regressions. */
export interface Parts {
  readonly means: readonly MeanSums[];
  /** Of each group where its coefficients begin, or -1. */
  readonly regressions: Int32Array;
  readonly size: number;
  /** Of each outcome. */
  readonly values: readonly Float64Array[];
}

export function partsOf({ plan, design: { k }, sums, outcomes, coefficients }: Fitted): Parts {
  let size = 0;
  const taken = (length: number): number => {
    size += length;
    return size - length;
  };
  const means = plan.means.map((mean): MeanSums => {
    const products = addedOver(mean, mean.tilted ? sums.tilted : sums.plain, k * k, 0);
    return { mean, weight: products[0], columns: products.slice(0, k), products, at: taken(mean.outcome === 0 ? 0 : mean.tilted ? k : 1) };
  });
  const regressed = regressedGroups(plan);
  const regressions = new Int32Array(plan.groups).fill(-1);
  for (const group of regressed) regressions[group] = taken(k);
  const values = outcomes.map((_, o) => {
    const own = new Float64Array(size);
    for (const { mean, at } of means) {
      if (mean.outcome === 0) continue;
      const along = addedOver(mean, mean.tilted ? sums.tiltedOutcomes : sums.outcomes, k, o * plan.groups);
      own.set(mean.tilted ? along : along.subarray(0, 1), at);
    }
    for (const group of regressed) own.set(coefficients[o].subarray(group * k, (group + 1) * k), regressions[group]);
    return own;
  });
  return { means, regressions, size, values };
}

/** Sums of a size each, added over the groups of a mean. */
function addedOver({ over }: PlannedMean, from: Float64Array, size: number, start: number): Float64Array {
  const sum = new Float64Array(size);
  for (const group of over) for (let e = 0; e < size; e++) sum[e] += from[(start + group) * size + e];
  return sum;
}
