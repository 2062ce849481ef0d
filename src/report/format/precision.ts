import type { Estimate, Interval } from '../../estimate/estimate.ts';

const leastDecimals = -15;
const mostDecimals = 15;

/**
 * Decimals at which `spread` shows two significant digits; negative for tens, hundreds ...
 * 0.84 -> 2, 0.0996 -> 2 (it reads 0.10), 123 -> -1.
 */
export function decimalsFor(spread: number): number {
  const shown = Number(Math.abs(spread).toPrecision(2));
  return Math.min(mostDecimals, Math.max(leastDecimals, 1 - Math.floor(Math.log10(shown))));
}

/** How finely an interval is printed when there is no standard error: a quarter of its width stands in for one. */
function spreadOf(value: number, interval: Interval): number {
  const ends = interval.pieces.flatMap(({ low, high }) => [low, high]).filter((end) => end !== undefined);
  const all = [...ends, value];
  return (Math.max(...all) - Math.min(...all)) / 4;
}

/** Decimals for a number with its interval, printed `factor` times as large. Without any spread: three significant digits of the value. */
export function decimalsOf(value: number, standardError: number | undefined, interval: Interval | undefined, factor: number): number {
  const spread = standardError || (interval ? spreadOf(value, interval) : 0);
  if (spread > 0) return decimalsFor(spread * factor);
  return value === 0 ? 0 : Math.max(0, decimalsFor(Math.abs(value) * factor) + 1);
}

export function decimalsOfEstimate(estimate: Estimate, factor: number): number {
  return decimalsOf(estimate.value, estimate.standardError, estimate.interval, factor);
}
