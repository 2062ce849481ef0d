import { normalQuantile } from '../../../math/distributions/normal.ts';
import { coefficientWeights } from '../coefficient-weights.ts';
import { type Kernel, kernelWeight } from '../kernels.ts';
import { firstAbove, firstFrom, type ScoredRows } from '../scored-rows.ts';
import type { Widths } from './density-estimates.ts';

/** A density at a score, told from the cutoff, and an interval around a fit of one degree more. */
export interface DensityPoint {
  readonly score: number;
  readonly density: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The density on each side of the cutoff at evenly spaced scores, from rows of that side alone, for a figure.
 *
 * Model    At each score the slope of a local polynomial fit to the distribution function of a side, times the share of rows there; the interval is pointwise,
 *          around the fit of one degree more. Three bandwidths are drawn, as far as there are data. A score whose window holds too few distinct ones is left out.
 * Shapes   points: how many steps a side is cut into.
 * Source   Cattaneo, Jansson & Ma (2020), JASA 115; (2022), Journal of Statistical Software 101. Parity: lpdensity as rddensity's rdplotdensity asks it.
 */
export function densityCurve(
  rows: ScoredRows,
  width: Widths,
  { kernel, degree, points, level }: { readonly kernel: Kernel; readonly degree: number; readonly points: number; readonly level: number },
): { readonly below: readonly DensityPoint[]; readonly above: readonly DensityPoint[] } {
  const { score, below } = rows;
  const n = score.length;
  const side = (own: Float64Array, h: number, from: number, to: number): readonly DensityPoint[] => {
    const distribution = ownDistribution(own);
    const share = (own.length - 1) / (n - 1);
    const z = normalQuantile((1 + level) / 2);
    return Array.from({ length: points + 1 }, (_, i) => from + ((to - from) * i) / points).flatMap((at) => {
      const [plain, robust] = slopesAt(own, distribution, at, h, kernel, [degree, degree + 1]);
      if (!plain || !robust) return [];
      const reach = z * robust.error * share;
      return [{ score: at, density: plain.slope * share, low: robust.slope * share - reach, high: robust.slope * share + reach }];
    });
  };
  return {
    below: side(score.subarray(0, below), width.below, Math.max(score[0], -3 * width.below), 0),
    above: side(score.subarray(below), width.above, 0, Math.min(score[n - 1], 3 * width.above)),
  };
}

function ownDistribution(score: Float64Array): Float64Array {
  const n = score.length;
  const found = Float64Array.from(score, (_, i) => (i + 1) / n);
  for (let i = n - 2; i >= 0; i--) if (score[i] === score[i + 1]) found[i] = found[i + 1];
  return found;
}

interface Slope {
  readonly slope: number;
  readonly error: number;
}

/**
 * The slope of the distribution function at a score by polynomials of these degrees, and its error: each row adds the weights of all rows from its own score on, less what all add on average.
 * Undefined where the window holds too few distinct scores.
 */
function slopesAt(
  score: Float64Array,
  distribution: Float64Array,
  at: number,
  width: number,
  kernel: Kernel,
  degrees: readonly number[],
): readonly (Slope | undefined)[] {
  const n = score.length;
  const from = firstFrom(score, 0, n, at - width);
  const size = firstAbove(score, from, n, at + width) - from;
  const weigh = kernelWeight[kernel];
  const [u, counts] = [new Float64Array(size), new Float64Array(size)];
  for (let i = 0; i < size; i++) {
    u[i] = (score[from + i] - at) / width;
    counts[i] = weigh(Math.min(Math.abs(u[i]), 1));
  }
  return degrees.map((degree) => {
    const found = coefficientWeights(u, counts, { degree }, [1]);
    if (!found) return undefined;
    const [weights] = found.powers;
    let slope = 0;
    for (let i = 0; i < size; i++) slope += (weights[i] / width) * distribution[from + i];
    const tails = new Float64Array(size);
    let tail = 0;
    for (let i = size - 1; i >= 0; i--) tails[i] = tail += weights[i] / width;
    for (let i = 1; i < size; i++) if (score[from + i] === score[from + i - 1]) tails[i] = tails[i - 1];
    // Rows outside the window add nothing but the average.
    let squares = (n - size) * slope * slope;
    for (let i = 0; i < size; i++) squares += (tails[i] - slope) ** 2;
    return { slope, error: Math.sqrt(squares) / n };
  });
}
