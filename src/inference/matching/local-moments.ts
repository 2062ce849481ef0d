import { type MatchedSets, sumsOver } from './matched-sets.ts';

/**
 * For each target the covariance of two values over its set, with n - 1; NaN for sets of one.
 *
 * Source    Abadie & Imbens (2006), section 5, with the mean of the set in place of the unit's own value, as in Stata's teffects and R Matching.
 */
export function localCovariances(sets: MatchedSets, x: Float64Array, y: Float64Array): Float64Array {
  const [cx, cy] = [centred(x, sets.order), x === y ? undefined : centred(y, sets.order)];
  const sumX = sumsOver(sets, cx);
  const sumY = cy ? sumsOver(sets, cy) : sumX;
  const products = sumsOver(
    sets,
    cx.map((value, row) => value * (cy ? cy[row] : value)),
  );
  return products.map((sum, at) => {
    const units = sets.size[at];
    const covariance = (sum - (sumX[at] * sumY[at]) / units) / (units - 1);
    return cy ? covariance : Math.max(0, covariance);
  });
}

// Far from zero the squares would lose the digits.
function centred(values: Float64Array, rows: Int32Array): Float64Array {
  let sum = 0;
  for (const row of rows) sum += values[row];
  const mean = sum / Math.max(rows.length, 1);
  return values.map((value) => value - mean);
}
