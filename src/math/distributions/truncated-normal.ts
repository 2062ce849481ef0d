import { logNormalCdf, normalCdf, normalTail } from './normal.ts';

/**
 * P(Z > z) of a standard normal variable that is known to lie between two ends, either of which may be infinite. It keeps its digits where all three lie
 * far out on the same side, and where the ends lie close together.
 */
export function truncatedTail(z: number, low: number, high: number): number {
  if (z <= low) return 1;
  if (z >= high) return 0;
  return Math.min(1, Math.exp(logMass(z, high) - logMass(low, high)));
}

/** log P(low < Z < high). */
function logMass(low: number, high: number): number {
  const width = high - low;
  if (width * Math.max(1, Math.abs(low), Math.abs(high)) < 1e-3) {
    // So narrow that tails would cancel: the density in the middle, and the second term of its series.
    const middle = low + width / 2;
    return (-middle * middle) / 2 - Math.log(2 * Math.PI) / 2 + Math.log(width) + Math.log1p(((middle * middle - 1) * width * width) / 24);
  }
  if (low >= 0) return logDifference(logNormalCdf(-low), logNormalCdf(-high));
  if (high <= 0) return logDifference(logNormalCdf(high), logNormalCdf(low));
  return Math.log1p(-(normalCdf(low) + normalTail(high)));
}

/** log(exp(a) - exp(b)). */
const logDifference = (a: number, b: number): number => a + Math.log(-Math.expm1(b - a));
