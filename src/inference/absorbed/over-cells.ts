import { dot } from '../../math/dot.ts';
import { multiply, multiplyVector, quadraticForm } from '../../math/matrix.ts';
import { leastSquares } from '../../moments/least-squares.ts';
import { comomentOf, type Moments, meanOf, select } from '../../moments/moments.ts';
import type { MeanErrors } from '../relative.ts';
import type { StratifiedDifference, Stratum } from '../stratified.ts';
import { type AbsorbedBlock, type Adjusting, pooled, type SlopeKind, type Unadjustable } from './absorbed-block.ts';

/** What a covariate adjustment within blocks makes of each of them, and what its slopes add to the error. */
export interface OverCells {
  /** Adjusted means; variances are those of what the covariates leave over. */
  readonly strata: readonly Stratum[];
  readonly slopes: { readonly treatment: Float64Array; readonly control: Float64Array };
  readonly condition: number;
  /** Units whose cell is fitted whatever their outcomes: their variance cannot be computed. */
  readonly saturated: number;
  /** Of the outcome within cells: what covariates leave over, and all of it. */
  readonly residualSumOfSquares: number;
  readonly totalSumOfSquares: number;
  /** The difference of the strata, with the errors of the slopes: of units of these blocks (`population`, `sample`) or of blocks that were drawn. */
  completed(difference: StratifiedDifference, target: 'population' | 'sample' | 'blocks'): StratifiedDifference;
}

/**
 * Arms compared block by block at the block's mean covariates: a regression with an effect of every block and arm, which are absorbed, whatever their number.
 *
 * Model   Y = a_(arm, block) + b'x + e with slopes b of each arm or of all, from the co-moments within arm and block. Adjusted mean of a cell: mean Y + b'(mean x of the
 *         block - mean x of the cell). Variance of a cell: residual sum of squares over n_c - 1 - tr(S^-1 S_c), which is right on average whatever the slopes took away;
 *         the slopes, which are independent of the cells' means, add h' S^-1 (sum s_c^2 S_c) S^-1 h, h how far they move the effect. For the population the covariates
 *         are a sample within blocks too: d' W d / n with d the difference of slopes.
 *         Degrees of freedom of the arms (units less cells less slopes) joined by Welch and Satterthwaite; of drawn blocks as without covariates.
 * Shapes  two units of an arm in some block, and at least one in each.
 * Source  Frisch & Waugh (1933); Lin (2013), Annals of Applied Statistics 7; Bell & McCaffrey (2002) for the correction. Parity: R lm with an indicator of every block and arm.
 */
export function overCells(blocks: readonly AbsorbedBlock[], adjusting: Adjusting, kind: SlopeKind): OverCells | Unadjustable {
  const { outcome, covariates } = adjusting;
  const sources =
    kind === 'by-arm' ? [blocks.map(({ treatment }) => treatment), blocks.map(({ control }) => control)] : [blocks.flatMap(({ arms }) => [...arms])];
  const fits: ArmSlopes[] = [];
  for (const cells of sources) {
    const fit = slopesOf(cells, adjusting);
    if ('kind' in fit) return fit;
    fits.push(fit);
  }
  const slopes = { treatment: fits[0], control: fits.at(-1)! };
  const wholes = blocks.map((block) => select(block.whole, covariates));
  const total = wholes.reduce((sum, { n }) => sum + n, 0);
  const found = blocks.map((block, b) => ({
    units: wholes[b].n,
    treatment: adjustedCell(block.treatment, wholes[b], slopes.treatment, adjusting),
    control: adjustedCell(block.control, wholes[b], slopes.control, adjusting),
  }));
  const over = (side: Side) => found.map(({ [side]: cell, units }) => ({ cell, share: units / total }));
  const shift = (side: Side): Float64Array =>
    Float64Array.from(covariates, (_, j) => over(side).reduce((sum, { cell, share }) => sum + share * cell.apart[j], 0));
  const fromSlopes = slopeErrors(slopes, { treatment: shift('treatment'), control: shift('control') }, adjusting);
  const freedom = (side: Side): number => over(side).reduce((sum, { cell }) => sum + cell.freedom, 0);
  const within = (side: Side): number => fromSlopes[`${side}Variance`] + over(side).reduce((sum, { cell, share }) => sum + share ** 2 * cell.variance, 0);
  const spread = pooled(wholes).comoment;
  const sampling = (a: ArmSlopes, b: ArmSlopes): number => dot(a.of, multiplyVector(spread, b.of, covariates.length)) / (total - blocks.length) / total;
  const sampled: MeanErrors = {
    treatmentVariance: sampling(slopes.treatment, slopes.treatment),
    controlVariance: sampling(slopes.control, slopes.control),
    covariance: sampling(slopes.treatment, slopes.control),
  };
  return {
    strata: found,
    slopes: { treatment: slopes.treatment.of, control: slopes.control.of },
    condition: Math.max(...fits.map(({ condition }) => condition)),
    saturated: (['treatment', 'control'] as const).flatMap(over).reduce((sum, { cell }) => sum + (cell.n > 1 && cell.freedom === 0 ? cell.n : 0), 0),
    residualSumOfSquares: fits.reduce((sum, { residual }) => sum + residual, 0),
    totalSumOfSquares: sources.flat().reduce((sum, m) => sum + comomentOf(m, outcome, outcome), 0),
    completed(difference, target) {
      const means = added(added(difference.means, fromSlopes), target === 'population' ? sampled : none);
      const more = (of: MeanErrors): number => of.treatmentVariance + of.controlVariance - 2 * of.covariance;
      const [w1, w0] = [within('treatment'), within('control')];
      const joined = (w1 + w0) ** 2 / (w1 ** 2 / freedom('treatment') + w0 ** 2 / freedom('control'));
      return {
        ...difference,
        standardError: Math.sqrt(difference.standardError ** 2 + more(fromSlopes) + (target === 'population' ? more(sampled) : 0)),
        df: target === 'blocks' || w1 + w0 === 0 ? difference.df : joined,
        means,
      };
    },
  };
}

type Side = 'treatment' | 'control';

const none: MeanErrors = { treatmentVariance: 0, controlVariance: 0, covariance: 0 };

const added = <Errors extends MeanErrors>(means: Errors, more: MeanErrors): Errors => ({
  ...means,
  treatmentVariance: means.treatmentVariance + more.treatmentVariance,
  controlVariance: means.controlVariance + more.controlVariance,
  covariance: means.covariance + more.covariance,
});

/** The regression of an arm, or of all, on its covariates within cells. */
interface ArmSlopes {
  readonly of: Float64Array;
  /** Inverse of the covariates' co-moments within cells that the slopes come from. */
  readonly inverse: Float64Array;
  readonly cells: readonly Moments[];
  readonly condition: number;
  /** Sum of squares. */
  readonly residual: number;
}

function slopesOf(cells: readonly Moments[], { outcome, covariates }: Adjusting): ArmSlopes | Unadjustable {
  const k = covariates.length;
  const freedom = cells.reduce((sum, { n }) => sum + n - 1, 0) - k;
  if (freedom < 1) return { kind: 'too-few', freedom: Math.max(0, freedom) };
  const fit = leastSquares(pooled(cells), outcome, covariates);
  if ('kind' in fit) return { kind: 'collinear', columns: fit.columns };
  const inverse = Float64Array.from({ length: k * k }, (_, e) => fit.gramInverse[(Math.floor(e / k) + 1) * (k + 1) + (e % k) + 1]);
  return { of: fit.coefficients.slice(1), inverse, cells, condition: fit.condition, residual: fit.residualSumOfSquares };
}

/** A cell with less freedom than this is fitted whatever its outcomes. */
const leastFreedom = 1e-9;

/** What the covariates leave over in a cell; without freedom there is no telling. */
function leftIn(m: Moments, { of, inverse }: ArmSlopes, { outcome, covariates }: Adjusting): { readonly variance: number; readonly freedom: number } {
  const x = select(m, covariates).comoment;
  const freedom = m.n < 2 ? 0 : m.n - 1 - inverse.reduce((sum, value, e) => sum + value * x[e], 0);
  if (!(freedom > leastFreedom)) return { variance: 0, freedom: 0 };
  const crossed = of.reduce((sum, b, j) => sum + b * comomentOf(m, outcome, covariates[j]), 0);
  return { variance: Math.max(0, comomentOf(m, outcome, outcome) - 2 * crossed + quadraticForm(x, of)) / freedom, freedom };
}

interface AdjustedCell {
  readonly n: number;
  readonly mean: number;
  /** Of the mean. */
  readonly variance: number;
  readonly freedom: number;
  /** From the cell's mean covariates to those of its block. */
  readonly apart: Float64Array;
}

function adjustedCell(cell: Moments, block: Moments, slopes: ArmSlopes, adjusting: Adjusting): AdjustedCell {
  const apart = Float64Array.from(adjusting.covariates, (name) => meanOf(block, name) - meanOf(cell, name));
  const { variance, freedom } = leftIn(cell, slopes, adjusting);
  return { n: cell.n, mean: meanOf(cell, adjusting.outcome) + dot(slopes.of, apart), variance: variance / cell.n, freedom, apart };
}

/** What the slopes add to the errors of both means, which they move by these shifts. */
function slopeErrors(slopes: Readonly<Record<Side, ArmSlopes>>, shift: Readonly<Record<Side, Float64Array>>, adjusting: Adjusting): MeanErrors {
  const k = adjusting.covariates.length;
  const covarianceOf = (fit: ArmSlopes): Float64Array => {
    const meat = new Float64Array(k * k);
    for (const m of fit.cells) {
      const { variance } = leftIn(m, fit, adjusting);
      for (const [e, value] of select(m, adjusting.covariates).comoment.entries()) meat[e] += variance * value;
    }
    return multiply(multiply(fit.inverse, meat, k, k, k), fit.inverse, k, k, k);
  };
  const own = covarianceOf(slopes.treatment);
  const shared = slopes.treatment === slopes.control;
  return {
    treatmentVariance: quadraticForm(own, shift.treatment),
    controlVariance: quadraticForm(shared ? own : covarianceOf(slopes.control), shift.control),
    covariance: shared ? dot(shift.treatment, multiplyVector(own, shift.control, k)) : 0,
  };
}
