import { fromShifted } from '../../moments/from-shifted.ts';
import { leastSquares } from '../../moments/least-squares.ts';
import type { GroupSums } from './group-sums.ts';

/** The regressions of all outcomes on the columns within a group. */
export interface GroupRegression {
  readonly group: number;
  /** For each outcome k coefficients, one outcome after the other. */
  readonly coefficients: Float64Array;
  /** k x k. */
  readonly inverse: Float64Array;
}

const outcome = 'estimand:outcome';

/** The names of collinear columns instead, where there are such. */
export function groupRegression(
  sums: GroupSums,
  group: number,
  rows: number,
  names: readonly string[],
  groups: number,
  outcomes: number,
): GroupRegression | readonly string[] {
  const k = names.length + 1;
  const gram = sums.plain.subarray(group * k * k, (group + 1) * k * k);
  const coefficients = new Float64Array(outcomes * k);
  let inverse = Float64Array.of(1 / gram[0]);
  for (let o = 0; o < outcomes; o++) {
    const along = sums.outcomes.subarray((o * groups + group) * k, (o * groups + group + 1) * k);
    if (k === 1) {
      coefficients[o] = along[0] / gram[0];
      continue;
    }
    // The columns beside the constant and the outcome, whose own square nothing here reads.
    const products = new Float64Array(k * k);
    for (let i = 1; i < k; i++) {
      for (let j = 1; j < k; j++) products[(i - 1) * k + j - 1] = gram[i * k + j];
      products[(i - 1) * k + k - 1] = along[i];
    }
    const columns = [...names, outcome];
    const moments = fromShifted(columns, new Float64Array(k), rows, gram[0], gram[0], [...gram.subarray(1, k), along[0]], products);
    const fit = leastSquares(moments, outcome, names);
    if ('kind' in fit) return fit.columns;
    coefficients.set(fit.coefficients, o * k);
    inverse = Float64Array.from(fit.gramInverse);
  }
  return { group, coefficients, inverse };
}
