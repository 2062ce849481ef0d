import { type BandwidthSelector, type Bandwidths, bandwidthsOf, type PilotOptions } from './bandwidths.ts';
import { adjustedColumn, commonSlopes, withoutCollinear } from './covariates.ts';
import { type LocalFit, localFit, rowWeights, type ScoreCurve, scoreCurve, windowOf } from './local-polynomial.ts';
import { biasConstant, summed } from './pilots.ts';
import { fewValues, type ThresholdRefusal } from './refusals.ts';
import { sideVariance, type ThresholdErrors } from './side-variance.ts';
import { bothSides, clustersWithin, type Side, type Sides, sideName, sortedRows, type ThresholdData } from './sides.ts';

export interface ThresholdOptions extends PilotOptions {
  readonly bandwidths: Bandwidths | BandwidthSelector;
}

/** A jump of the treatment below this is none. */
const leastJump = 1e-12;

/** What most studies use: local lines, their bias by parabolas, near rows counting more. */
export const thresholdDefaults = {
  bandwidths: 'mserd',
  order: 1,
  biasOrder: 2,
  kernel: 'triangular',
  regularization: 1,
  massPoints: 'adjust',
  withinRange: true,
} as const satisfies Omit<ThresholdOptions, 'errors'>;

/** Errors that rows by themselves, or rows in clusters, ask for. */
export const usualErrors = (data: ThresholdData): ThresholdErrors => (data.cluster ? { kind: 'CR1' } : { kind: 'nearest-neighbours', matches: 3 });

/** A number with its error, and how many degrees of freedom this has by how unequally rows count. */
export interface JumpEstimate {
  readonly value: number;
  readonly standardError: number;
  readonly df: number;
}

export interface Jump {
  /** By the polynomial of the smaller order. */
  readonly conventional: JumpEstimate;
  /** Less its bias; the error counts that the bias is estimated. */
  readonly robust: JumpEstimate;
}

export interface SideOfEffect {
  readonly rows: number;
  /** Distinct scores. */
  readonly values: number;
  /** Rows with a weight, within both bandwidths. */
  readonly within: { readonly h: number; readonly b: number };
  /** Clusters within the wider bandwidth. */
  readonly clusters?: number;
  /** The outcome that the side tends to at the cutoff, where covariates are at their mean over all rows. */
  readonly outcome: { readonly conventional: number; readonly biasCorrected: number };
  /** The same of the treatment, in a fuzzy design. */
  readonly treatment?: { readonly conventional: number; readonly biasCorrected: number };
  /** The outcome by the score within h, where covariates are at their mean. */
  readonly curve: ScoreCurve;
}

export interface ThresholdEffect {
  readonly effect: Jump;
  /** The jumps of treatment and of outcome, in a fuzzy design. */
  readonly firstStage?: Jump;
  readonly reducedForm?: Jump;
  readonly bandwidths: Bandwidths;
  readonly sides: Sides<SideOfEffect>;
  /** Within the wider bandwidths; one on both sides counts once. */
  readonly clusters?: number;
  /** Slopes of the outcome, and of the treatment of a fuzzy design, on each covariate, which both sides have in common. */
  readonly slopes: readonly { readonly name: string; readonly outcome: number; readonly treatment?: number }[];
  /** Covariates that tell nothing of their own, over all rows or beside the polynomials within the bandwidth. */
  readonly dropped: readonly string[];
}

/**
 * The effect at the cutoff: the jump of the outcome, in a fuzzy design over that of the treatment.
 *
 * Model     local polynomials of order p within h on each side; their bias by polynomials of order q within b, and the error of both together.
 *           A fuzzy effect is a ratio, its bias and error those of its linear approximation.
 * Shapes    columns of one length.
 * Units     the effect in units of the outcome, in a fuzzy design per unit of the treatment; bandwidths in units of the score.
 * Errors    a refusal, with facts.
 * Source    Hahn, Todd & van der Klaauw (2001), Econometrica 69; Calonico, Cattaneo & Titiunik (2014), Econometrica 82;
 *           Calonico, Cattaneo, Farrell & Titiunik (2019), REStat 101.
 */
export function thresholdEffect(data: ThresholdData, options: ThresholdOptions): ThresholdEffect | ThresholdRefusal {
  const { errors } = options;
  if (data.cluster && !errors.kind.startsWith('CR')) return { refused: 'errors-by-rows', errors: errors.kind };
  const { rows, dropped } = withoutCollinear(sortedRows(data));
  for (const name of ['below', 'above'] as const) if (rows.sides[name].distance.length === 0) return { refused: 'no-rows', side: name };
  const bandwidths = typeof options.bandwidths === 'string' ? bandwidthsOf(rows, options.bandwidths, options) : options.bandwidths;
  if ('refused' in bandwidths) return bandwidths;
  const fits = fitsOf(rows.sides, bandwidths, options);
  if ('refused' in fits) return fits;
  const { fuzzy } = rows;
  const common = commonSlopes([fits.below.main, fits.above.main], fuzzy);
  const columnOf = (which: 0 | 1) => bothSides(fits, ({ main }) => adjustedColumn(main.window.side, which, fuzzy, common));
  const outcome = levelsOf(fits, columnOf(0));
  const treatment = fuzzy ? levelsOf(fits, columnOf(1)) : undefined;
  const reduced = jumpOf(fits, outcome, errors);
  const firstStage = treatment && jumpOf(fits, treatment, errors);
  if (firstStage && !(Math.abs(firstStage.conventional.value) > leastJump)) return { refused: 'no-first-stage', jump: firstStage.conventional.value };
  const named = rows.covariates.map((name, j) => ({ name, outcome: common.slopes[0][j], ...(fuzzy && { treatment: common.slopes[1][j] }) }));
  return {
    effect: treatment ? ratioOf(fits, outcome, treatment, errors) : reduced,
    ...(firstStage && { firstStage, reducedForm: reduced }),
    bandwidths,
    sides: bothSides(fits, (fit, name) => sideOf(fit, outcome[name], rows.means, treatment?.[name])),
    ...(data.cluster && { clusters: clustersOf(fits) }),
    slopes: named.filter((_, j) => common.kept.includes(j)),
    dropped: [...dropped, ...rows.covariates.filter((_, j) => !common.kept.includes(j))],
  };
}

/** The polynomials of a side, and what each row within the wider of their bandwidths counts for the level at the cutoff. */
interface SideFits {
  readonly main: LocalFit;
  readonly bias: LocalFit;
  readonly conventional: Float64Array;
  readonly corrected: Float64Array;
}

/** A column at the cutoff, as the side tends to it. */
interface Level {
  readonly column: Float64Array;
  readonly conventional: number;
  readonly biasCorrected: number;
}

function fitsOf({ below, above }: Sides<Side>, bandwidths: Bandwidths, options: ThresholdOptions): Sides<SideFits> | ThresholdRefusal {
  const ofBelow = sideFits(below, bandwidths.h.below, bandwidths.b.below, options);
  if ('refused' in ofBelow) return ofBelow;
  const ofAbove = sideFits(above, bandwidths.h.above, bandwidths.b.above, options);
  return 'refused' in ofAbove ? ofAbove : { below: ofBelow, above: ofAbove };
}

function sideFits(side: Side, h: number, b: number, { order, biasOrder, kernel }: ThresholdOptions): SideFits | ThresholdRefusal {
  const [mainWindow, biasWindow] = [windowOf(side, h, kernel), windowOf(side, b, kernel)];
  const [main, bias] = [localFit(mainWindow, order), localFit(biasWindow, biasOrder)];
  if (!main) return fewValues(mainWindow, order);
  if (!bias) return fewValues(biasWindow, biasOrder);
  const rows = Math.max(mainWindow.rows, biasWindow.rows);
  // As many rows as coefficients leave nothing that an error could be told from.
  if (mainWindow.rows <= order + 1) return { refused: 'few-rows', rows: mainWindow.rows, least: order + 2, side: sideName(side) };
  if (biasWindow.rows <= biasOrder + 1) return { refused: 'few-rows', rows: biasWindow.rows, least: biasOrder + 2, side: sideName(side) };
  if (side.clusters && clustersWithin(side.clusters, rows) < 2) return { refused: 'few-clusters', side: sideName(side), clusters: 1, least: 2 };
  const conventional = rowWeights(main, 0, rows);
  const next = rowWeights(bias, order + 1, rows);
  const scale = biasConstant(main, conventional) * (h / b) ** (order + 1);
  return { main, bias, conventional, corrected: conventional.map((count, i) => count - scale * next[i]) };
}

function levelsOf(fits: Sides<SideFits>, columns: Sides<Float64Array>): Sides<Level> {
  return bothSides(fits, ({ conventional, corrected }, name) => {
    const column = columns[name];
    return { column, conventional: summed(conventional, column), biasCorrected: summed(corrected, column) };
  });
}

function jumpOf(fits: Sides<SideFits>, { below, above }: Sides<Level>, errors: ThresholdErrors): Jump {
  const variances = bothSides({ below, above }, ({ column }, name) => {
    const { main, bias, conventional, corrected } = fits[name];
    const varianceOf = sideVariance(main.window.side, errors);
    return { conventional: varianceOf(conventional, column, main), robust: varianceOf(corrected, column, bias) };
  });
  const told = (which: 'conventional' | 'robust', value: number): JumpEstimate => ({
    value,
    standardError: Math.sqrt(variances.below[which] + variances.above[which]),
    df: jointFreedom(variances.below[which], sideFreedom(fits.below, which), variances.above[which], sideFreedom(fits.above, which)),
  });
  return { conventional: told('conventional', above.conventional - below.conventional), robust: told('robust', above.biasCorrected - below.biasCorrected) };
}

/** Of a sum of two variances, by Welch and Satterthwaite; zero where neither has any. */
function jointFreedom(one: number, oneDf: number, other: number, otherDf: number): number {
  const whole = one + other;
  if (!(whole > 0)) return 0;
  // In shares of their sum nothing overflows.
  const [a, b] = [one / whole, other / whole];
  return 1 / ((a > 0 ? (a * a) / oneDf : 0) + (b > 0 ? (b * b) / otherDf : 0));
}

/** So many equally weighted rows would tell as much of a level, less what the polynomial takes of them. */
function sideFreedom({ main, bias, conventional, corrected }: SideFits, which: 'conventional' | 'robust'): number {
  const [counts, fit] = which === 'conventional' ? [conventional, main] : [corrected, bias];
  let [largest, squares, fourths] = [0, 0, 0];
  for (const count of counts) largest = Math.max(largest, Math.abs(count));
  for (const count of counts) {
    const share = (count / largest) ** 2;
    squares += share;
    fourths += share * share;
  }
  return (squares ** 2 / fourths) * Math.max(0, 1 - (fit.order + 1) / fit.window.rows);
}

/** The ratio of two jumps: its bias and error are those of (outcome − ratio · treatment) over the jump of the treatment. */
function ratioOf(fits: Sides<SideFits>, outcome: Sides<Level>, treatment: Sides<Level>, errors: ThresholdErrors): Jump {
  const [numerator, denominator] = [outcome, treatment].map(({ below, above }) => above.conventional - below.conventional);
  const ratio = numerator / denominator;
  const linear = bothSides(outcome, ({ column }, name) => column.map((y, i) => (y - ratio * treatment[name].column[i]) / denominator));
  const { conventional, robust } = jumpOf(fits, levelsOf(fits, linear), errors);
  return {
    conventional: { ...conventional, value: ratio },
    robust: { ...robust, value: ratio + robust.value },
  };
}

function sideOf({ main, bias, conventional }: SideFits, outcome: Level, means: readonly number[], treatment: Level | undefined): SideOfEffect {
  const { side } = main.window;
  const curve = scoreCurve(main, outcome.column);
  curve.coefficients[0] += means[0];
  return {
    rows: side.distance.length,
    values: side.ties.distance.length,
    within: { h: main.window.rows, b: bias.window.rows },
    ...(side.clusters && { clusters: clustersWithin(side.clusters, conventional.length) }),
    outcome: { conventional: outcome.conventional + means[0], biasCorrected: outcome.biasCorrected + means[0] },
    ...(treatment && { treatment: { conventional: treatment.conventional, biasCorrected: treatment.biasCorrected } }),
    curve,
  };
}

function clustersOf({ below, above }: Sides<SideFits>): number {
  const names = [below, above].flatMap(({ main, conventional }) => {
    const { clusters } = main.window.side;
    return clusters ? clusters.names.slice(0, clustersWithin(clusters, conventional.length)) : [];
  });
  return new Set(names).size;
}
