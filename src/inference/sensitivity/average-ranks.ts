/** Values closer than this share of the largest differ by rounding alone. */
const ROUNDING = 1e-12;

/** Below this a value is zero to rounding, and two values are equal. */
export function roundingOf(values: Float64Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return ROUNDING * largest;
}

/** Ranks from one, values that are equal to rounding sharing the mean of theirs. */
export function averageRanks(values: Float64Array): Float64Array {
  const order = Int32Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const rounding = roundingOf(values);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]] - values[order[to - 1]] <= rounding) to += 1;
    for (let i = from; i < to; i++) ranks[order[i]] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}
