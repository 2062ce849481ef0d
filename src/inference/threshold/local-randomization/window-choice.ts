import { binomialPValue } from '../../../math/distributions/binomial.ts';
import { fTail } from '../../../math/distributions/f.ts';
import { normalTwoSided } from '../../../math/distributions/normal.ts';
import type { Random } from '../../../math/random/stream.ts';
import type { ScoredRows } from '../scored-rows.ts';
import { type ArmStatistic, armStatistics, hotellingOf, type Membership } from './arm-statistics.ts';
import { assignmentsLike, randomizationPValues } from './assignments.ts';
import { meanDifference } from './window-effect.ts';
import { rowsIn, type ScoreWindow } from './windows.ts';

/** P-values of covariates that should not differ between both sides of a window: one a covariate, or one for all together. */
export type BalanceTest = (columns: readonly Float64Array[], treated: Membership) => readonly number[];

/** By who else might have been treated. */
export const randomizedBalance =
  (statistic: ArmStatistic, draws: number, random: Random): BalanceTest =>
  (columns, treated) =>
    randomizationPValues(
      treated,
      columns.map((column) => armStatistics[statistic](column)),
      assignmentsLike(treated, draws, random),
    );

/** The same for all covariates together, by Hotelling's statistic. */
export const randomizedJointBalance =
  (draws: number, random: Random): BalanceTest =>
  (columns, treated) =>
    randomizationPValues(treated, [hotellingOf(columns)], assignmentsLike(treated, draws, random));

/** By the normal distribution. */
export const largeSampleBalance =
  (statistic: Exclude<ArmStatistic, 'kolmogorov-smirnov'>): BalanceTest =>
  (columns, treated) =>
    columns.map((column) => {
      if (statistic === 'rank-sum') return normalTwoSided(armStatistics[statistic](column)(treated));
      const { value, standardError } = meanDifference(column, treated);
      return standardError > 0 ? normalTwoSided(value / standardError) : 1;
    });

/** All covariates together by the F distribution. */
export const jointBalance: BalanceTest = (columns, treated) => {
  const [n, k] = [treated.length, columns.length];
  const squared = hotellingOf(columns)(treated);
  return [fTail(((n - k - 1) / ((n - 2) * k)) * squared, k, n - 1 - k)];
};

/** A window with what its covariates say. */
export interface WindowBalance {
  readonly window: ScoreWindow;
  readonly below: number;
  readonly above: number;
  /** Of the test that both sides are as likely: a window with many more rows on one side is not as if drawn. */
  readonly countPValue: number;
  /** Of covariates, in their order; none where a side has fewer than two rows. */
  readonly pValues: readonly number[];
  /** The smallest of them and whose it is. */
  readonly least?: { readonly pValue: number; readonly column: number };
}

export interface WindowChoice {
  readonly windows: readonly WindowBalance[];
  /** The place of the largest window such that neither it nor a smaller one is rejected; absent where the smallest is. */
  readonly chosen?: number;
}

/** No windows were given: too few rows on a side for the first. */
export interface NoWindows {
  readonly refused: 'no-windows';
}

/**
 * The largest window around the cutoff in which covariates are as if the side had been drawn by lot.
 *
 * Model    From the smallest window on: no covariate may differ between both sides with a p-value under the level.
 * Shapes   rows.columns are the covariates, all known.
 * Errors   no-windows.
 * Source   Cattaneo, Frandsen & Titiunik (2015), Journal of Causal Inference 3. Parity: rdlocrand's rdwinselect.
 */
export function chooseWindow(rows: ScoredRows, windows: readonly ScoreWindow[], balance: BalanceTest, level: number): WindowChoice | NoWindows {
  if (windows.length === 0) return { refused: 'no-windows' };
  const found = windows.map((window): WindowBalance => {
    const { from, below, to } = rowsIn(rows, window);
    const [left, right] = [below - from, to - below];
    const treated = Uint8Array.from({ length: to - from }, (_, i) => (i >= left ? 1 : 0));
    const pValues =
      Math.min(left, right) < 2
        ? []
        : balance(
            rows.columns.map((column) => column.subarray(from, to)),
            treated,
          );
    const column = pValues.reduce((best, value, i) => (value < pValues[best] ? i : best), 0);
    const least = pValues.length > 0 ? { pValue: pValues[column], column } : undefined;
    return { window, below: left, above: right, countPValue: binomialPValue(right, left + right, 0.5), pValues, ...(least && { least }) };
  });
  const rejected = found.findIndex(({ least }) => least !== undefined && least.pValue < level);
  const chosen = rejected === -1 ? found.length - 1 : rejected - 1;
  return { windows: found, ...(chosen >= 0 && { chosen }) };
}
