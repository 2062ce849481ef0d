import { adjustedColumn, adjustedMean, commonSlopes } from './covariates.ts';
import type { Kernel } from './kernels.ts';
import { type LocalFit, localFit, rowWeights, windowOf } from './local-polynomial.ts';
import { type FewValues, fewValues } from './refusals.ts';
import type { SideVariance } from './side-variance.ts';
import type { Side } from './sides.ts';

/** What all pilots of a side have in common. */
export interface PilotFrame {
  readonly side: Side;
  readonly fuzzy: boolean;
  readonly kernel: Kernel;
  readonly varianceOf: SideVariance;
  /** Standard deviation of the score: bandwidths are counted in it, so that no power overflows. */
  readonly unit: number;
  /** What columns have less of. */
  readonly means: readonly number[];
}

/** The part of a pilot that a preliminary bandwidth gives: of the estimate of a derivative by a polynomial of an order. */
export interface VariancePart {
  readonly order: number;
  readonly derivative: number;
  readonly variance: number;
  /** How strongly the next derivative biases the estimate. */
  readonly bias: number;
  /** The column whose threshold effect is estimated. */
  readonly column: Float64Array;
}

/** What is weighed up in the choice of a bandwidth. */
export interface Pilot {
  readonly variance: number;
  readonly bias: number;
  /** Of the bias, which keeps its square from being taken for zero. */
  readonly regularization: number;
}

/**
 * Variance and bias constant of a derivative at the cutoff.
 *
 * Model     (2ν + 1) h V(h), and the coefficient ν of a fit of order o to u^(o + 1), u = distance / h.
 * Source    Calonico, Cattaneo & Titiunik (2014), Econometrica 82; Calonico, Cattaneo, Farrell & Titiunik (2019), REStat 101.
 */
export function variancePart(frame: PilotFrame, order: number, derivative: number, bandwidth: number): VariancePart | FewValues {
  const { side, kernel, varianceOf, unit } = frame;
  const window = windowOf(side, bandwidth, kernel);
  const fit = localFit(window, order);
  if (!fit) return fewValues(window, order);
  const counts = rowWeights(fit, derivative);
  const column = pilotColumn(frame, fit, counts, derivative);
  return {
    order,
    derivative,
    variance: ((2 * derivative + 1) * bandwidth * varianceOf(counts, column, fit)) / unit,
    bias: side.sign ** (order + 1 - derivative) * biasConstant(fit, counts),
    column,
  };
}

/** How large the bias is, by a fit of a higher order in another bandwidth; without `regularized` its error is not asked. */
export function biasPart(frame: PilotFrame, part: VariancePart, order: number, bandwidth: number, regularized: boolean): Pilot | FewValues {
  const { side, kernel, varianceOf, unit } = frame;
  const window = windowOf(side, bandwidth, kernel);
  const fit = localFit(window, order);
  if (!fit) return fewValues(window, order);
  const next = part.order + 1;
  const rate = next - part.derivative;
  const counts = rowWeights(fit, next);
  const scale = (unit / bandwidth) ** next;
  const coefficient = side.sign ** next * scale * summed(counts, part.column);
  return {
    variance: part.variance,
    bias: Math.sqrt(2 * rate) * part.bias * coefficient,
    regularization: regularized ? 6 * rate * part.bias ** 2 * scale ** 2 * varianceOf(counts, part.column, fit) : 0,
  };
}

/** The coefficient that `counts` gives of the power above the order of a fit, in distance over bandwidth. */
export function biasConstant({ window, order }: LocalFit, counts: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < window.rows; i++) sum += counts[i] * (window.side.distance[i] / window.bandwidth) ** (order + 1);
  return sum;
}

export function summed(counts: Float64Array, column: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i] * column[i];
  return sum;
}

/**
 * The outcome adjusted on this side alone; in a fuzzy design the ratio of outcome and treatment, linear about where this side has them. That place
 * is a level, not a jump, when no derivative is asked: as in rdrobust, fuzzy bandwidths depend on where the outcome has its zero.
 */
function pilotColumn({ side, fuzzy, means }: PilotFrame, fit: LocalFit, counts: Float64Array, derivative: number): Float64Array {
  const slopes = commonSlopes([fit], fuzzy);
  const outcome = adjustedColumn(side, 0, fuzzy, slopes);
  if (!fuzzy) return outcome;
  const treatment = adjustedColumn(side, 1, fuzzy, slopes);
  const levels = ([0, 1] as const).map((which) => (derivative === 0 ? adjustedMean(means, which, fuzzy, slopes) : 0));
  const [ofOutcome, ofTreatment] = [outcome, treatment].map((column, which) => side.sign ** derivative * summed(counts, column) + levels[which]);
  return outcome.map((y, i) => (y - (ofOutcome / ofTreatment) * treatment[i]) / ofTreatment);
}
