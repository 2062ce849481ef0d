import type { Counterfactual, Panel, SyntheticEstimator } from './panel.ts';
import { treatedMean } from './panels-of.ts';

/** How far the treated units are from what an estimator says they would have been. */
export interface Gap {
  /** One a period: the mean of the treated units less the path. */
  readonly values: Float64Array;
  /** Its mean from the change on. */
  readonly effect: number;
  /** Root of its mean square before the change, and from the change on. */
  readonly rmspeBefore: number;
  readonly rmspeAfter: number;
}

/** The gap by an estimator; undefined where it has no answer. */
export function gapBy(estimator: SyntheticEstimator, panel: Panel): Gap | undefined {
  const found = estimator(panel);
  return found && gapOf(panel, found);
}

function gapOf(panel: Panel, { path, effect }: Counterfactual): Gap {
  const values = treatedMean(panel).map((value, t) => value - path[t]);
  return { values, effect, rmspeBefore: rootMeanSquare(values.subarray(0, panel.before)), rmspeAfter: rootMeanSquare(values.subarray(panel.before)) };
}

function rootMeanSquare(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum / values.length);
}
