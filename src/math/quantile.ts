/**
 * The p-quantile of ascending values: linear between order statistics, with the minimum at p = 0 and the maximum at p = 1.
 *
 * Errors    NaN for no values or p outside [0, 1].
 * Source    Hyndman & Fan (1996), definition 7 (the default of R and numpy).
 */
export function quantileOfSorted(sorted: Float64Array, p: number): number {
  if (!(p >= 0 && p <= 1) || sorted.length === 0) return NaN;
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below];
  return below + 1 < sorted.length ? low + (place - below) * (sorted[below + 1] - low) : low;
}

/** The p-quantile of values in any order; the values stay as they are. See `quantileOfSorted`. */
export function quantile(values: Float64Array, p: number): number {
  return quantileOfSorted(values.slice().sort(), p);
}
