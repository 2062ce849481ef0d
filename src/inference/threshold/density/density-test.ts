import { normalTwoSided } from '../../../math/distributions/normal.ts';
import type { ScoredRows } from '../scored-rows.ts';
import { type DensityDesign, densitiesAt, pairVariance, type Widths } from './density-estimates.ts';
import { chosenWidths, densityWidths, type WidthChoice } from './density-width.ts';
import { type DensityModel, distributionOf, hasTies, type SideEstimates } from './distribution-fit.ts';

export interface DensityOptions {
  readonly model: DensityModel;
  readonly kernel: DensityDesign['kernel'];
  readonly variance: DensityDesign['variance'];
  /** Degree of the polynomial that bandwidths are best for, from 1 to 7; the test takes one more. */
  readonly degree: number;
  /** Given, or how they are chosen. */
  readonly width: Widths | WidthChoice;
  /** Rows of equal score are one mass (as rddensity does), or as good as distinct. */
  readonly massPoints: boolean;
}

/** Does the density of the score jump at the cutoff? */
export interface DensityTest {
  readonly statistic: number;
  readonly pValue: number;
  readonly difference: number;
  readonly standardError: number;
  /** By the robust fit, of one degree more. */
  readonly below: SideDensity;
  readonly above: SideDensity;
  /** Of the fit that the bandwidths are best for, whose bias the test would carry. */
  readonly conventional: { readonly statistic: number; readonly pValue: number };
  readonly width: Widths;
  readonly rows: { readonly below: number; readonly above: number };
}

interface SideDensity {
  readonly density: number;
  readonly standardError: number;
}

/** Why no test can be had: a side without rows, too few distinct scores within the bandwidth, or a variance of nothing or less. */
export type DensityRefusal =
  | { readonly refused: 'no-rows'; readonly side: 'below' | 'above' }
  | { readonly refused: 'too-few-scores'; readonly least: number; readonly width: Widths }
  | { readonly refused: 'no-variance'; readonly width: Widths };

/**
 * The test of no manipulation: is the density of the score the same on both sides of the cutoff?
 *
 * Model    The distribution function is fitted by local polynomials of the score; its slope is the density. The fit is one degree above that of the bandwidths,
 *          so that its bias is of smaller order than its error.
 * Source   Cattaneo, Jansson & Ma (2018), Stata Journal 18; (2020), JASA 115; McCrary (2008), Journal of Econometrics 142. Parity: rddensity.
 */
export function densityTest(rows: ScoredRows, options: DensityOptions): DensityTest | DensityRefusal {
  const { score, below } = rows;
  if (below === 0) return { refused: 'no-rows', side: 'below' };
  if (below === score.length) return { refused: 'no-rows', side: 'above' };
  const design = designOf(score, options);
  const distribution = distributionOf(score, design.ties);
  const width =
    typeof options.width === 'string' ? chosenWidths(densityWidths(rows, distribution, design, options.degree), options.model, options.width) : options.width;
  const robust = densitiesAt(rows, distribution, design, options.degree + 1, width);
  const conventional = densitiesAt(rows, distribution, design, options.degree, width);
  if (!robust || !conventional) return { refused: 'too-few-scores', least: options.degree + 2, width };
  const [variance, other] = [pairVariance(robust, -1), pairVariance(conventional, -1)];
  if (!variance || !other) return { refused: 'no-variance', width };
  const statistic = (robust.above - robust.below) / Math.sqrt(variance);
  const shown = (conventional.above - conventional.below) / Math.sqrt(other);
  return {
    statistic,
    pValue: normalTwoSided(statistic),
    difference: robust.above - robust.below,
    standardError: Math.sqrt(variance),
    ...sidesOf(robust),
    conventional: { statistic: shown, pValue: normalTwoSided(shown) },
    width,
    rows: rowsWithin(rows, width),
  };
}

/** The design of these options for these scores. */
function designOf(score: Float64Array, { model, kernel, variance, massPoints }: Omit<DensityOptions, 'width' | 'degree'>): DensityDesign {
  return { model, kernel, variance, ties: massPoints && hasTies(score) };
}

function sidesOf({ below, above, variance }: SideEstimates): { readonly below: SideDensity; readonly above: SideDensity } {
  return {
    below: { density: below, standardError: Math.sqrt(Math.max(variance.below, 0)) },
    above: { density: above, standardError: Math.sqrt(Math.max(variance.above, 0)) },
  };
}

function rowsWithin({ score, below }: ScoredRows, width: Widths): DensityTest['rows'] {
  let [left, right] = [0, 0];
  for (let i = 0; i < score.length; i++) {
    if (i < below) left += score[i] >= -width.below ? 1 : 0;
    else right += score[i] <= width.above ? 1 : 0;
  }
  return { below: left, above: right };
}
