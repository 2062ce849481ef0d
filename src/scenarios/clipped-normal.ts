import { normalCdf, normalDensity, normalTail } from '../math/distributions/normal.ts';

/** The mean of a normal variable whose values below `low` are set to `low`, and above `high` to `high`. */
export function clippedNormalMean(mean: number, sd: number, low: number, high: number): number {
  if (sd === 0) return clip(mean, low, high);
  const [a, b] = [(low - mean) / sd, (high - mean) / sd];
  const [below, above] = [normalCdf(a), normalTail(b)];
  return low * below + high * above + mean * (1 - below - above) + sd * (normalDensity(a) - normalDensity(b));
}

export function clip(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
