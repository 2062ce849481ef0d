import { dot } from '../../math/dot.ts';
import { multiply, multiplyVector, quadraticForm } from '../../math/matrix.ts';
import { leastSquares } from '../../moments/least-squares.ts';
import { comomentOf, type Moments, meanOf, select } from '../../moments/moments.ts';
import type { StratifiedDifference, Stratum } from '../stratified.ts';
import { type AbsorbedBlock, type Adjusting, pooled, type SlopeKind, type Unadjustable, wholeOf } from './absorbed-block.ts';

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

/** The regression of one arm on its covariates within blocks. */
interface ArmSlopes {
  readonly of: Float64Array;
  /** Inverse of the covariates' co-moments within blocks that the slopes come from. */
  readonly inverse: Float64Array;
  readonly cells: readonly Moments[];
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
export function overCells(blocks: readonly AbsorbedBlock[], { outcome, covariates }: Adjusting, kind: SlopeKind): OverCells | Unadjustable {
  const k = covariates.length;
  const columns = [outcome, ...covariates];
  const own = [blocks.map((b) => select(b.treatment, columns)), blocks.map((b) => select(b.control, columns))];
  const sources = kind === 'by-arm' ? own : [blocks.flatMap((b) => b.arms.map((m) => select(m, columns)))];
  const found: (ArmSlopes & { condition: number })[] = [];
  const squares = { left: 0, all: 0 };
  for (const cells of sources) {
    const freedom = cells.reduce((sum, { n }) => sum + n - 1, 0) - k;
    if (freedom < 1) return { kind: 'too-few', freedom: Math.max(0, freedom) };
    const fit = leastSquares(pooled(cells), outcome, covariates);
    if ('kind' in fit) return { kind: 'collinear', columns: fit.columns };
    squares.left += fit.residualSumOfSquares;
    squares.all += cells.reduce((sum, m) => sum + comomentOf(m, outcome, outcome), 0);
    const inverse = Float64Array.from({ length: k * k }, (_, e) => fit.gramInverse[(Math.floor(e / k) + 1) * (k + 1) + (e % k) + 1]);
    found.push({ of: fit.coefficients.slice(1), inverse, cells, condition: fit.condition });
  }
  const [one, zero] = kind === 'by-arm' ? found : [found[0], found[0]];
  const total = blocks.reduce((sum, block) => sum + wholeOf(block).n, 0);
  const shift = { treatment: new Float64Array(k), control: new Float64Array(k) };
  const spread = new Float64Array(k * k);
  let saturated = 0;
  const freedom = { treatment: 0, control: 0 };
  const left = (m: Moments, { of, inverse }: ArmSlopes): { readonly variance: number; readonly freedom: number } => {
    const x = select(m, covariates).comoment;
    const free = m.n - 1 - traceOfProduct(inverse, x);
    const residual = Math.max(
      0,
      comomentOf(m, outcome, outcome) - 2 * of.reduce((sum, b, j) => sum + b * comomentOf(m, outcome, covariates[j]), 0) + quadraticForm(x, of),
    );
    if (m.n < 2) return { variance: 0, freedom: 0 };
    return free > leastFreedom ? { variance: residual / free, freedom: free } : { variance: 0, freedom: 0 };
  };
  const strata = blocks.map((block): Stratum & { readonly units: number } => {
    const whole = wholeOf(block);
    const x = select(whole, covariates);
    for (let e = 0; e < spread.length; e++) spread[e] += x.comoment[e];
    const meanOfCell = (side: 'treatment' | 'control', slopes: ArmSlopes) => {
      const cell = block[side];
      const apart = Float64Array.from(covariates, (name, j) => x.mean[j] - meanOf(cell, name));
      for (let j = 0; j < k; j++) shift[side][j] += (whole.n / total) * apart[j];
      const { variance, freedom: free } = left(cell, slopes);
      freedom[side] += free;
      if (cell.n > 1 && free === 0) saturated += cell.n;
      return { n: cell.n, mean: meanOf(cell, outcome) + dot(slopes.of, apart), variance: variance / cell.n };
    };
    return { treatment: meanOfCell('treatment', one), control: meanOfCell('control', zero), units: whole.n };
  });

  /** Covariance matrix of slopes, from what each cell leaves over. */
  const covarianceOf = (slopes: ArmSlopes): Float64Array => {
    const meat = new Float64Array(k * k);
    for (const m of slopes.cells) {
      const { variance } = left(m, slopes);
      const x = select(m, covariates).comoment;
      for (let e = 0; e < meat.length; e++) meat[e] += variance * x[e];
    }
    return multiply(multiply(slopes.inverse, meat, k, k, k), slopes.inverse, k, k, k);
  };
  const [v1, v0] = [covarianceOf(one), kind === 'by-arm' ? covarianceOf(zero) : undefined];
  const fromSlopes = {
    treatment: quadraticForm(v1, shift.treatment),
    control: quadraticForm(v0 ?? v1, shift.control),
    both: v0 ? 0 : dot(shift.treatment, multiplyVector(v1, shift.control, k)),
  };
  const rows = total - blocks.length;
  const sampling = (a: ArmSlopes, b: ArmSlopes): number => dot(a.of, multiplyVector(spread, b.of, k)) / rows / total;
  return {
    strata,
    slopes: { treatment: one.of, control: zero.of },
    condition: Math.max(...found.map(({ condition }) => condition)),
    saturated,
    residualSumOfSquares: squares.left,
    totalSumOfSquares: squares.all,
    completed(difference, target) {
      const sampled = target === 'population' ? sampling : () => 0;
      const added = {
        treatmentVariance: fromSlopes.treatment + sampled(one, one),
        controlVariance: fromSlopes.control + sampled(zero, zero),
        covariance: fromSlopes.both + sampled(one, zero),
      };
      const { means, standardError, df } = difference;
      const within = (side: 'treatment' | 'control'): number =>
        fromSlopes[side] + strata.reduce((sum, s) => sum + (s.units / total) ** 2 * s[side].variance, 0);
      const [w1, w0] = [within('treatment'), within('control')];
      return {
        ...difference,
        standardError: Math.sqrt(standardError ** 2 + added.treatmentVariance + added.controlVariance - 2 * added.covariance),
        df: target === 'blocks' || w1 + w0 === 0 ? df : (w1 + w0) ** 2 / (w1 ** 2 / freedom.treatment + w0 ** 2 / freedom.control),
        means: {
          ...means,
          treatmentVariance: means.treatmentVariance + added.treatmentVariance,
          controlVariance: means.controlVariance + added.controlVariance,
          covariance: means.covariance + added.covariance,
        },
      };
    },
  };
}

/** A cell with less freedom than this is fitted whatever its outcomes. */
const leastFreedom = 1e-9;

/** The trace of a b, both symmetric. */
const traceOfProduct = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, e) => sum + value * b[e], 0);
