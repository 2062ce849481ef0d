import { dot } from '../../math/dot.ts';
import type { Counterfactual, Panel, WeightedCounterfactual } from './panel.ts';
import { treatedMean } from './panels-of.ts';

/** Donors by periods before the change, row-major. */
export function donorsBefore({ values, periods, donors, before }: Panel): Float64Array {
  const outcomes = new Float64Array(donors * before);
  for (let donor = 0; donor < donors; donor++) outcomes.set(values.subarray(donor * periods, donor * periods + before), donor * before);
  return outcomes;
}

/** Every period before the change counts the same. */
export const evenTimeWeights = ({ before }: Panel): Float64Array => new Float64Array(before).fill(1 / before);

/** Donors by their weights; with weights of time, moved by what the treated units differ from that before the change. */
export function weightedPath(panel: Panel, donorWeights: Float64Array, timeWeights?: Float64Array): WeightedCounterfactual {
  const { values, periods, donors, before } = panel;
  const treated = treatedMean(panel);
  const path = new Float64Array(periods);
  for (let donor = 0; donor < donors; donor++) {
    if (donorWeights[donor] !== 0) for (let t = 0; t < periods; t++) path[t] += donorWeights[donor] * values[donor * periods + t];
  }
  const gaps = treated.map((value, t) => value - path[t]);
  const level = timeWeights === undefined ? 0 : dot(timeWeights, gaps, before);
  let after = 0;
  for (let t = before; t < periods; t++) after += gaps[t] - level;
  return {
    path: path.map((value) => value + level),
    donorWeights,
    ...(timeWeights && { timeWeights }),
    effect: after / (periods - before),
  };
}

/** Mean of squares of what the treated units differ from the path before the change. */
export function errorBefore(panel: Panel, { path }: Counterfactual): number {
  const treated = treatedMean(panel);
  let sum = 0;
  for (let t = 0; t < panel.before; t++) sum += (treated[t] - path[t]) ** 2;
  return sum / panel.before;
}
