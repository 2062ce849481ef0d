import { choleskyFactor, choleskyInverse, choleskySolve } from '../../math/cholesky.ts';
import { dot } from '../../math/dot.ts';
import { multiplyVector, transpose } from '../../math/matrix.ts';
import type { Panel, WeightedCounterfactual } from './panel.ts';
import { treatedMean } from './panels-of.ts';
import { simplexWeights, weightsWithoutEachRow } from './simplex-weights.ts';
import type { LevelOptions } from './synthetic-control.ts';
import { donorsBefore, evenTimeWeights, weightedPath } from './weighted-path.ts';

export interface AugmentedOptions extends LevelOptions {
  /** In squared units of the outcome; found by leaving out one period at a time where absent. */
  readonly penalty?: number;
}

export interface AugmentedCounterfactual extends WeightedCounterfactual {
  readonly penalty: number;
  /** The weights of the synthetic control that was augmented. */
  readonly simplexWeights: Float64Array;
}

/** Penalties that are tried: the largest is the square of the largest singular value of the donors, the smallest this part of it, so many steps apart. */
const SMALLEST = 1e-8;
const STEPS = 20;

/**
 * Synthetic control augmented by ridge regression: what the mix of donors misses before the change is made up for, as far as a ridge regression of later outcomes on earlier
 * ones among the donors would say; weights may get below zero, and still sum to one.
 *
 * Model     w + (x - X'w)' (X'X + penalty)^-1 X', X the donors' outcomes before the change less their mean in each period, x those of the treated units. Without a penalty given, each
 *           period before the change is left out and predicted; the largest penalty is taken whose mean squared error lies within one standard error of the least.
 * Units     penalty in squared units of the outcome.
 * Errors    undefined without donors, and with fewer than three periods before the change where a penalty is to be found.
 * Source    Ben-Michael, Feller & Rothstein (2021), JASA 116, 1789-1803.
 */
export const augmentedControl =
  ({ level, penalty }: AugmentedOptions) =>
  (panel: Panel): AugmentedCounterfactual | undefined => {
    if (panel.donors === 0) return undefined;
    const design = designOf(panel, level);
    const chosen = penalty ?? crossValidatedPenalty(penaltyErrors(design, level));
    const simplex = simplexWeights({ columns: design.donors, target: design.target });
    if (chosen === undefined || simplex === undefined) return undefined;
    const lower = choleskyFactor(penalized(design, chosen), design.rows);
    if (lower === undefined) return undefined;
    const made = choleskySolve(lower, missedBy(design, simplex));
    const donorWeights = simplex.map((weight, donor) => weight + dot(design.donors, made, design.rows, donor * design.rows));
    return { ...weightedPath(panel, donorWeights, level === 'moved' ? evenTimeWeights(panel) : undefined), penalty: chosen, simplexWeights: simplex };
  };

/** How well each penalty predicts periods before the change that are left out, the largest penalty first. */
export interface PenaltyErrors {
  readonly penalties: readonly number[];
  /** Squared errors, a penalty by a period. */
  readonly squares: readonly Float64Array[];
}

/** The errors of augmented controls of a panel. */
export const augmentedErrors = (panel: Panel, { level }: LevelOptions): PenaltyErrors => penaltyErrors(designOf(panel, level), level);

interface Design {
  readonly rows: number;
  /** Donors by periods before the change, less the mean of donors in each period. */
  readonly donors: Float64Array;
  /** The treated units, less the same. */
  readonly target: Float64Array;
  /** Products of periods, over donors. */
  readonly gram: Float64Array;
}

function designOf(panel: Panel, level: LevelOptions['level']): Design {
  const { donors: count, before: rows } = panel;
  const donors = donorsBefore(panel);
  const target = treatedMean(panel).slice(0, rows);
  if (level === 'moved')
    for (const unit of [target, ...Array.from({ length: count }, (_, donor) => donors.subarray(donor * rows, (donor + 1) * rows))]) centre(unit);
  for (let t = 0; t < rows; t++) {
    let mean = 0;
    for (let donor = 0; donor < count; donor++) mean += donors[donor * rows + t] / count;
    for (let donor = 0; donor < count; donor++) donors[donor * rows + t] -= mean;
    target[t] -= mean;
  }
  const byPeriod = transpose(donors, count, rows);
  const gram = new Float64Array(rows * rows);
  for (let s = 0; s < rows; s++) {
    for (let t = 0; t <= s; t++) {
      gram[s * rows + t] = dot(byPeriod, byPeriod, count, s * count, t * count);
      gram[t * rows + s] = gram[s * rows + t];
    }
  }
  return { rows, donors, target, gram };
}

function centre(values: Float64Array): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  for (let t = 0; t < values.length; t++) values[t] -= mean;
}

function missedBy({ rows, donors, target }: Design, weights: Float64Array): Float64Array {
  const missed = target.slice();
  for (let donor = 0; donor < weights.length; donor++) for (let t = 0; t < rows; t++) missed[t] -= weights[donor] * donors[donor * rows + t];
  return missed;
}

function penalized({ rows, gram }: Design, penalty: number): Float64Array {
  const sum = gram.slice();
  for (let t = 0; t < rows; t++) sum[t * (rows + 1)] += penalty;
  return sum;
}

function crossValidatedPenalty({ penalties, squares }: PenaltyErrors): number | undefined {
  const means = squares.map((errors) => errors.reduce((sum, error) => sum + error, 0) / errors.length);
  const best = means.indexOf(Math.min(...means));
  if (best < 0) return undefined;
  const { length } = squares[best];
  const variance = squares[best].reduce((sum, error) => sum + (error - means[best]) ** 2, 0) / (length - 1);
  const within = means[best] + Math.sqrt(variance / length);
  return penalties.find((_, p) => means[p] <= within);
}

function penaltyErrors(design: Design, level: LevelOptions['level']): PenaltyErrors {
  const { rows } = design;
  if (rows < 3) return { penalties: [], squares: [] };
  const largest = largestEigenvalue(design);
  // Donors that are all the same leave nothing to regress on.
  const penalties = Array.from({ length: STEPS + 1 }, (_, step) => (largest || 1) * SMALLEST ** (step / STEPS));
  const missed = missedWithoutEach(design, level);
  const squares = penalties.map((penalty) => {
    const lower = choleskyFactor(penalized(design, penalty), rows);
    return lower && errorsLeftOut(choleskyInverse(lower, rows), missed, level);
  });
  const found = squares.filter((errors) => errors !== undefined);
  return { penalties: penalties.slice(0, found.length), squares: found };
}

/** What the mix of donors misses in each period when one is left out of what it is fitted to, for each one left out. */
function missedWithoutEach(design: Design, level: LevelOptions['level']): readonly Float64Array[] {
  const { rows, donors, target } = design;
  const weights = weightsWithoutEachRow({ columns: donors, target, intercept: level === 'moved' }) ?? [];
  return weights.map((own, left) => {
    const missed = missedBy(design, own);
    if (level === 'kept') return missed;
    const mean = (missed.reduce((sum, value) => sum + value, 0) - missed[left]) / (rows - 1);
    return missed.map((value) => value - mean);
  });
}

/**
 * Squared errors of each period, predicted by the others.
 *
 * Model     a = (X X' + penalty)^-1 over all periods holds the inverse without one period t: of what that predicts for t from r, -sum over others of a_ts r_s / a_tt remains. Where
 *           levels move, r is shifted so that the ridge's weights of the other periods sum to zero, and the prediction by as much.
 */
function errorsLeftOut(inverse: Float64Array, missed: readonly Float64Array[], level: LevelOptions['level']): Float64Array {
  const rows = missed.length;
  const sums = missed.map((_, t) => inverse.subarray(t * rows, (t + 1) * rows).reduce((sum, value) => sum + value, 0));
  const total = sums.reduce((sum, value) => sum + value, 0);
  return Float64Array.from(missed, (r, t) => {
    const own = inverse[t * (rows + 1)];
    const along = dot(inverse, r, rows, t * rows) - own * r[t];
    const others = sums[t] - own;
    let shift = 0;
    if (level === 'moved') {
      let across = 0;
      for (let s = 0; s < rows; s++) if (s !== t) across += (sums[s] - inverse[t * rows + s]) * r[s];
      shift = -(across - (others * along) / own) / (total - 2 * sums[t] + own - (others * others) / own);
    }
    return (r[t] + (along + shift * others) / own + shift) ** 2;
  });
}

/** By multiplication again and again: its own error is the square of what is left of other directions. */
function largestEigenvalue({ rows, gram }: Design): number {
  let widest = 0;
  for (let t = 1; t < rows; t++) if (gram[t * (rows + 1)] > gram[widest * (rows + 1)]) widest = t;
  let vector: Float64Array = gram.slice(widest * rows, (widest + 1) * rows);
  let value = 0;
  for (let round = 0; round < 1000; round++) {
    const length = Math.sqrt(dot(vector, vector));
    if (length === 0) return 0;
    const unit = vector.map((entry) => entry / length);
    vector = multiplyVector(gram, unit, rows);
    const next = dot(unit, vector);
    if (Math.abs(next - value) <= 1e-15 * next) return next;
    value = next;
  }
  return value;
}
