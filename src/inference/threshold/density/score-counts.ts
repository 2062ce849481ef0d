import { quantileOfSorted } from '../../../math/quantile.ts';
import { firstAbove, firstFrom, type ScoredRows } from '../scored-rows.ts';
import type { Widths } from './density-estimates.ts';

/** Rows whose score lies in a bar of a histogram. */
export interface ScoreBar {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
}

export interface ScoreCounts {
  /** Of each bar. */
  readonly width: number;
  /** Ascending; none holds rows of both sides, and those without rows are among them. */
  readonly below: readonly ScoreBar[];
  readonly above: readonly ScoreBar[];
}

const [leastBars, mostBars] = [20, 40];
/** Bars that hold fewer distinct scores than this hold whole ones. */
const fewScores = 20;
/** An edge that rounding has moved by less than this share of a bar is where it was meant. */
const slack = 1e-9;

/**
 * How many rows have which score, in bars of one width that begin and end at the cutoff.
 *
 * Model    the width is 2 IQR / n^⅓, within what makes 20 to 40 bars, rounded down to 1, 2 or 5 times a power of ten; where bars would hold few distinct scores it is a multiple of the least
 *          distance between these, so that each holds as many.
 * Shapes   bars that lie whole between -reach.below and reach.above, at least one on a side.
 * Source   Freedman & Diaconis (1981), Zeitschrift für Wahrscheinlichkeitstheorie 57.
 */
export function scoreCounts({ score, below }: ScoredRows, reach: Widths): ScoreCounts {
  const n = score.length;
  const width = barWidth(score.subarray(firstFrom(score, 0, below, -reach.below), firstAbove(score, below, n, reach.above)));
  // A bar that the reach cuts would look like a gap.
  const whole = (far: number): number => Math.max(1, Math.floor(far / width + slack)) * width;
  const start = firstFrom(score, 0, below, -whole(reach.below));
  const shown = score.subarray(start, firstFrom(score, below, n, whole(reach.above)));
  const bars = (rows: Float64Array, first: number, count: number): ScoreBar[] => {
    const counts = new Float64Array(count);
    for (const x of rows) counts[Math.min(count - 1, Math.max(0, Math.floor(x / width + slack) - first))]++;
    return Array.from(counts, (found, i) => ({ from: (first + i) * width, to: (first + i + 1) * width, rows: found }));
  };
  const [left, right] = [shown.subarray(0, below - start), shown.subarray(below - start)];
  const count = left.length === 0 ? 0 : Math.max(1, Math.ceil(-left[0] / width - slack));
  return {
    width,
    below: bars(left, -count, count),
    above: right.length === 0 ? [] : bars(right, 0, Math.floor(right[right.length - 1] / width + slack) + 1),
  };
}

function barWidth(ascending: Float64Array): number {
  const n = ascending.length;
  const span = n === 0 ? 0 : ascending[n - 1] - ascending[0];
  if (!(span > 0)) return 1;
  let gap = Infinity;
  for (let i = 1; i < n; i++) {
    const own = ascending[i] - ascending[i - 1];
    // Less is the rounding of the same score.
    if (own > slack * span && own < gap) gap = own;
  }
  const [lower, upper] = [0.25, 0.75].map((share) => quantileOfSorted(ascending, share));
  const rule = (2 * (upper - lower)) / Math.cbrt(n);
  const wanted = Math.min(span / leastBars, Math.max(span / mostBars, rule));
  return gap > wanted / fewScores ? gap * Math.max(1, Math.round(wanted / gap)) : roundWidth(wanted);
}

/** The nearest of 1, 2 and 5 times powers of ten that is no more. */
function roundWidth(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  return power * ([5, 2].find((times) => times * power <= width * (1 + slack)) ?? 1);
}
