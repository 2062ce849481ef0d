import type { Estimate, Interval } from '../../estimate/estimate.ts';

const leastDecimals = -15;
const mostDecimals = 15;
const noise = 1e-9;

/**
 * Decimals at which `spread` shows two significant digits; negative for tens, hundreds ...
 * 0.84 -> 2, 0.0996 -> 2 (it reads 0.10), 123 -> -1.
 */
export function decimalsFor(spread: number): number {
  const shown = Number(Math.abs(spread).toPrecision(2));
  return Math.min(mostDecimals, Math.max(leastDecimals, 1 - Math.floor(Math.log10(shown))));
}

/** How finely an interval is printed when there is no standard error: half of its longer arm stands in for one. */
function spreadOf(value: number, interval: Interval): number {
  const ends = interval.pieces.flatMap(({ low, high }) => [low, high]).filter((end) => end !== undefined);
  return Math.max(0, ...ends.map((end) => Math.abs(end - value))) / 2;
}

/** Decimals at which `value` shows so many significant digits. */
function decimalsShowing(digits: number, value: number): number {
  return decimalsFor(value) + digits - 2;
}

/**
 * Decimals for a number with its interval, printed `factor` times as large: two significant digits of the spread, but at most six of the value.
 * Without any spread, or with one that is only noise of the arithmetic: three significant digits of the value.
 */
export function decimalsOf(value: number, standardError: number | undefined, interval: Interval | undefined, factor: number): number {
  const spread = standardError || (interval ? spreadOf(value, interval) : 0);
  const isSpread = spread > noise * Math.abs(value);
  if (value === 0) return isSpread ? decimalsFor(spread * factor) : 0;
  if (isSpread) return Math.min(decimalsFor(spread * factor), Math.max(0, decimalsShowing(6, value * factor)));
  return Math.max(0, decimalsShowing(3, value * factor));
}

export function decimalsOfEstimate(estimate: Estimate, factor: number): number {
  return decimalsOf(estimate.value, estimate.standardError, estimate.interval, factor);
}
