import { binomialPValue } from '../../../math/distributions/binomial.ts';
import { firstAbove, firstFrom, type ScoredRows } from '../scored-rows.ts';
import type { Widths } from './density-estimates.ts';

/** Rows on both sides within a distance of the cutoff: were they as likely to fall on either? */
export interface CountTest {
  readonly window: Widths;
  readonly below: number;
  readonly above: number;
  readonly pValue: number;
}

/** The exact binomial test of equal chances in each window. Source  Cattaneo, Titiunik & Vazquez-Bare (2017), JPAM 36. Parity: rddensity. */
export function countTests({ score, below }: ScoredRows, windows: readonly Widths[]): readonly CountTest[] {
  return windows.map((window) => {
    const left = below - firstFrom(score, 0, below, -window.below);
    const right = firstAbove(score, below, score.length, window.above) - below;
    return { window, below: left, above: right, pValue: binomialPValue(left, left + right, 0.5) };
  });
}

const leastRows = 20;
const windows = 10;

/**
 * Ten windows next to the cutoff: the first holds twenty rows on each side as far as there are so many, the others are multiples of it, or reach the bandwidth in
 * even steps where multiples would leave it. One window where the first is not within the bandwidth.
 */
export function countWindows({ score, below }: ScoredRows, width: Widths): readonly Widths[] {
  const [left, right] = [-score[below - Math.min(leastRows, below)], score[below + Math.min(leastRows, score.length - below) - 1]];
  const first = Math.max(left, right);
  if (first >= width.below || first >= width.above) return [{ below: first, above: first }];
  const step = (most: number): number => (first * windows > most ? (most - first) / (windows - 1) : first);
  return Array.from({ length: windows }, (_, i) => ({ below: first + i * step(width.below), above: first + i * step(width.above) }));
}
