import { type EffectScores, unusable } from './effect-scores.ts';
import { type HeterogeneityRefusal, isRefusal } from './heterogeneity-refusal.ts';
import { pValueOf, type ScoreEstimate } from './score-estimate.ts';
import { coefficientOf, type ScoreRegression, scoreRegression } from './score-regression.ts';

/** How well predictions of the effect fit what happened. */
export interface Calibration {
  /** What the mean prediction must be multiplied by to be the mean effect: 1 where it is right. Absent where the mean prediction is zero. */
  readonly mean?: TestedCoefficient;
  /** What the differences of predictions must be multiplied by to be differences of effects: 1 where they are right, 0 where they tell nothing. */
  readonly differential: TestedCoefficient;
}

export interface TestedCoefficient extends ScoreEstimate {
  /** Of no more than zero: a small one says that the predictions tell of the effect. */
  readonly pValue: number;
}

/**
 * The calibration test on doubly robust scores.
 *
 * Model     score = a m + b (prediction - m), m the mean prediction: the best linear predictor of the effect given the prediction. b is Cov(effect, prediction) / Var(prediction);
 *           the test that b > 0 is one of any heterogeneity that the predictions know of. HC3, or CR3 with clusters.
 * Shapes    one prediction a unit, by a model that has seen neither the unit nor what helped to predict it. With predictions crossed over folds two folds that agree by chance are
 *           counted twice: the more a learner can fit, the closer a test at 5 % comes to 12 %. A hold-out, or folds in sequence (`sequentialEvidence`), hold their level.
 * Errors    nothing-varies where all predictions are equal; those of `unusable` and `scoreRegression`.
 * Source    Chernozhukov, Demirer, Duflo & Fernandez-Val (2025), Econometrica 93, section 3.
 */
export function calibrationTest(sample: EffectScores, predictions: Float64Array): Calibration | HeterogeneityRefusal {
  return calibrationAlong(sample, new Float64Array(sample.scores.length).fill(1), predictions);
}

export interface Residuals {
  /** Outcomes less what was expected of them without the treatment being known. */
  readonly outcome: Float64Array;
  /** Treatments less their chances. */
  readonly treatment: Float64Array;
}

/**
 * The calibration test on residuals, as forests report it.
 *
 * Model     y = a m w + b (prediction - m) w for residuals y of the outcome and w of the treatment, m the mean prediction; without intercept. HC3, or CR3 with clusters.
 * Shapes    as for `calibrationTest`.
 * Errors    as for `calibrationTest`.
 * Source    Parity: grf test_calibration.
 */
export function residualCalibrationTest(
  residuals: Residuals,
  predictions: Float64Array,
  of: Omit<EffectScores, 'scores'> = {},
): Calibration | HeterogeneityRefusal {
  return calibrationAlong({ ...of, scores: residuals.outcome }, residuals.treatment, predictions);
}

function calibrationAlong(sample: EffectScores, treatment: Float64Array, predictions: Float64Array): Calibration | HeterogeneityRefusal {
  const refusal = unusable(sample, { predictions, treatment });
  if (refusal) return refusal;
  const mean = weightedMean(predictions, sample.weights);
  const spread = predictions.reduce((most, prediction) => Math.max(most, Math.abs(prediction - mean)), 0);
  if (!(spread > 1e-12 * Math.abs(mean))) return { kind: 'nothing-varies', what: 'predictions' };
  const regression = scoreRegression(sample, {
    names: ['differential', 'mean'],
    columns: [predictions.map((prediction, i) => (prediction - mean) * treatment[i]), treatment.map((value) => value * mean)],
  });
  if (isRefusal(regression)) return regression;
  const place = regression.names.indexOf('mean');
  return { differential: tested(regression, 0), ...(place > 0 && { mean: tested(regression, place) }) };
}

function tested(regression: ScoreRegression, place: number): TestedCoefficient {
  const coefficient = coefficientOf(regression, place);
  return { ...coefficient, pValue: pValueOf(coefficient, 'greater') };
}

function weightedMean(values: Float64Array, weights: Float64Array | undefined): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const weight = weights?.[i] ?? 1;
    sum += weight * values[i];
    total += weight;
  }
  return sum / total;
}
