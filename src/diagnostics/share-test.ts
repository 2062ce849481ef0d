import { pValueLimits } from '../estimate/thresholds.ts';
import { binomialPValue } from '../math/distributions/binomial.ts';
import { chiSquareTail } from '../math/distributions/chi-square.ts';

/** With fewer units expected in an arm the chi-square distribution is too far from the truth at one in a thousand. */
const enoughForChiSquare = 500;

export interface Filled {
  readonly arm: string;
  readonly units: number;
  readonly expected: number;
}

export interface ShareTest {
  readonly pValue: number;
  /** What the p-value is of, such as `chi-square`. */
  readonly by: string;
}

/** By chi-square; where few units are expected in an arm its alarm must be confirmed by an exact test of the arm furthest from its share, counted as often as there are arms to tell apart. */
export function shareTest(rows: readonly Filled[], n: number, statistic: number): ShareTest {
  const pearson = chiSquareTail(statistic, rows.length - 1);
  if (pearson >= pValueLimits.sampleRatio.warnBelow || rows.every(({ expected }) => expected >= enoughForChiSquare))
    return { pValue: pearson, by: 'chi-square' };
  const units = rows.map((row) => row.units);
  return {
    pValue: Math.max(
      pearson,
      exactSharesTest(units, n, (at) => rows[at].expected / n),
    ),
    by: 'exact',
  };
}

/** Exact binomial test of the arm furthest from its share; with several arms counted as often as there are. */
export function exactSharesTest(units: readonly number[], n: number, shareOf: (arm: number) => number): number {
  const tested = units.length === 2 ? units.slice(0, 1) : units;
  const smallest = Math.min(...tested.map((count, arm) => binomialPValue(count, n, shareOf(arm))));
  return Math.min(1, tested.length * smallest);
}
