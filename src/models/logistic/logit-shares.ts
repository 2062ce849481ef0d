/** 1 / (1 + exp(-x)), to rounding on both sides. */
export function logisticShare(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** Its derivative: p (1 - p), without the cancellation in 1 - p. */
export function logisticDensity(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return e / ((1 + e) * (1 + e));
}
