import { fromShifted } from '../../moments/from-shifted.ts';
import { leastSquaresOfEach } from '../../moments/least-squares.ts';
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
  const along = (o: number): Float64Array => sums.outcomes.subarray((o * groups + group) * k, (o * groups + group + 1) * k);
  const coefficients = new Float64Array(outcomes * k);
  if (k === 1) {
    for (let o = 0; o < outcomes; o++) coefficients[o] = along(o)[0] / gram[0];
    return { group, coefficients, inverse: Float64Array.of(1 / gram[0]) };
  }
  // The columns beside the constant and the outcomes, whose own products nothing here reads.
  const p = k - 1 + outcomes;
  const products = new Float64Array(p * p);
  for (let i = 1; i < k; i++) {
    for (let j = 1; j < k; j++) products[(i - 1) * p + j - 1] = gram[i * k + j];
    for (let o = 0; o < outcomes; o++) products[(i - 1) * p + k - 1 + o] = along(o)[i];
  }
  const called = Array.from({ length: outcomes }, (_, o) => `${outcome} ${o}`);
  const totals = [...gram.subarray(1, k), ...called.map((_, o) => along(o)[0])];
  const moments = fromShifted([...names, ...called], new Float64Array(p), rows, gram[0], gram[0], totals, products);
  const fits = leastSquaresOfEach(moments, called, names);
  if ('kind' in fits) return fits.columns;
  for (const [o, fit] of fits.entries()) coefficients.set(fit.coefficients, o * k);
  return { group, coefficients, inverse: Float64Array.from(fits[0].gramInverse) };
}
