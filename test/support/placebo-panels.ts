import type { Panel, SyntheticEstimator } from '../../src/inference/synthetic/panel.ts';
import { simplexWeights } from '../../src/inference/synthetic/simplex-weights.ts';
import { treatedMeans } from '../../src/inference/synthetic/synthetic-did.ts';
import type { Random } from '../../src/math/random/stream.ts';

export interface DrawnPanel {
  readonly units: number;
  readonly treated: number;
  readonly periods: number;
  readonly before: number;
  readonly effect: number;
  /** Standard deviation of a unit's own noise. */
  readonly noise: (unit: number) => number;
  /** How much of factors and noise is left in the next period; of none periods are exchangeable. */
  readonly carried: number;
}

/** Two stationary factors, units that follow them to different extents, and noise of their own. */
export function drawPanel({ units, treated, periods, before, effect, noise, carried }: DrawnPanel, random: Random): Panel {
  const wander = (scale: number): Float64Array => {
    let at = random.normal();
    return Float64Array.from({ length: periods }, (_, t) => {
      if (t > 0) at = carried * at + Math.sqrt(1 - carried * carried) * random.normal();
      return scale * at;
    });
  };
  const factors = [wander(1.2), wander(1.2)];
  const values = new Float64Array(units * periods);
  for (let unit = 0; unit < units; unit++) {
    const level = random.normal();
    const loads = [random.uniform(), random.uniform()];
    const own = wander(noise(unit));
    for (let t = 0; t < periods; t++) {
      const launched = unit >= units - treated && t >= before ? effect : 0;
      values[unit * periods + t] = level + loads[0] * factors[0][t] + loads[1] * factors[1][t] + own[t] + launched;
    }
  }
  return { values, units, periods, donors: units - treated, before };
}

/** Weights on the simplex that bring donors nearest to the treated units before the change, with or without a constant. */
export const simplexControl =
  (intercept: boolean): SyntheticEstimator =>
  (panel) => {
    const { values, periods, donors, before } = panel;
    const columns = new Float64Array(donors * before);
    for (let unit = 0; unit < donors; unit++) columns.set(values.subarray(unit * periods, unit * periods + before), unit * before);
    const treated = treatedMeans(panel);
    const donorWeights = simplexWeights({ columns, target: treated.slice(0, before), intercept });
    if (!donorWeights) return undefined;
    const path = new Float64Array(periods);
    for (let unit = 0; unit < donors; unit++)
      if (donorWeights[unit] > 0) for (let t = 0; t < periods; t++) path[t] += donorWeights[unit] * values[unit * periods + t];
    const mean = (from: number, to: number): number => treated.subarray(from, to).reduce((sum, value, at) => sum + value - path[from + at], 0) / (to - from);
    const level = intercept ? mean(0, before) : 0;
    const effect = mean(before, periods) - level;
    return { path: path.map((value) => value + level), donorWeights, effect };
  };
