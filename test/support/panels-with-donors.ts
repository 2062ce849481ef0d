import type { Panel, WeightedCounterfactual, WeightedEstimator } from '../../src/inference/synthetic/panel.ts';
import { stream } from '../../src/math/random/stream.ts';

/** Factors and noise; treated units last. */
export function randomPanel(seed: number, { donors = 12, treated = 1, before = 10, after = 5 } = {}): Panel {
  const random = stream(seed, 77);
  const periods = before + after;
  const units = donors + treated;
  const factors = Float64Array.from({ length: 2 * periods }, () => random.normal());
  const values = new Float64Array(units * periods);
  for (let unit = 0; unit < units; unit++) {
    const [level, first, second] = [random.normal(), random.normal(), random.normal()];
    for (let t = 0; t < periods; t++) values[unit * periods + t] = 20 + 2 * level + first * factors[t] + second * factors[periods + t] + 0.5 * random.normal();
  }
  return { values, units, periods, donors, before };
}

/** Three predictors, which go with the units. */
export function predictorsOf({ units, values, periods, before }: Panel): Float64Array {
  const predictors = new Float64Array(3 * units);
  for (let unit = 0; unit < units; unit++) {
    const row = values.subarray(unit * periods, unit * periods + before);
    predictors[unit] = row[0];
    predictors[units + unit] = row[before - 1];
    predictors[2 * units + unit] = row.reduce((sum, value) => sum + value, 0) / before;
  }
  return predictors;
}

/** What an estimator finds, where it finds something. */
export const of = (estimator: WeightedEstimator, panel: Panel): WeightedCounterfactual => {
  const found = estimator(panel);
  if (found === undefined) throw new Error('none');
  return found;
};
/** Each value changed. */
export const changed = (panel: Panel, change: (value: number, unit: number, t: number) => number): Panel => ({
  ...panel,
  values: panel.values.map((value, at) => change(value, Math.floor(at / panel.periods), at % panel.periods)),
});
