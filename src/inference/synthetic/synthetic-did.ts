import type { Panel, WeightedCounterfactual } from './panel.ts';
import { treatedMean } from './panels-of.ts';
import { simplexWeights } from './simplex-weights.ts';
import { donorsBefore, evenTimeWeights, weightedPath } from './weighted-path.ts';

/** How far weights are held from resting on few donors or periods, in units of the outcome. */
export interface SdidPenalty {
  readonly units: number;
  readonly times: number;
}

/** The part of the noise that keeps time weights unique and no more. */
const LEAST = 1e-6;
/** A difference below this part of what it is taken from is rounding. */
const ROUNDING = 1e-14;

/**
 * Synthetic difference-in-differences: donors are weighted so that their path runs parallel to that of the treated units before the change, periods so that donors had in them what they have
 * after it, up to a constant; the effect is the difference in differences with these weights.
 *
 * Model     donor weights w on the simplex with least |Y w + c - y|^2 + before zeta^2 |w|^2 over the periods before, y the mean of the treated units; period weights v with least
 *           |Y v + c - m|^2 + donors zeta_v^2 |v|^2 over donors, m their means from the change on. Both are exact optima; the steps of R's synthdid stop short of them, which moves an effect
           in its third or fourth digit.
 * Shapes    path: periods; donorWeights: donors; timeWeights: periods before.
 * Units     those of the outcome.
 * Errors    undefined where fewer than two first differences of donors before the change leave the noise unknown.
 * Source    Arkhangelsky, Athey, Hirshberg, Imbens & Wager (2021), American Economic Review 111, Algorithm 1.
 */
export function syntheticDid(panel: Panel, penalty: SdidPenalty | undefined = sdidPenalty(panel)): WeightedCounterfactual | undefined {
  if (penalty === undefined) return undefined;
  const { before } = panel;
  const target = treatedMean(panel).subarray(0, before);
  const donorWeights = simplexWeights({ columns: donorsBefore(panel), target, ridge: before * penalty.units ** 2, intercept: true });
  const timeWeights = weightsOfPeriods(panel, penalty.times);
  return donorWeights && timeWeights && weightedPath(panel, donorWeights, timeWeights);
}

/** The same with all donors and all periods before the change alike. */
export function differenceInDifferences(panel: Panel): WeightedCounterfactual {
  const { donors } = panel;
  return weightedPath(panel, new Float64Array(donors).fill(1 / donors), evenTimeWeights(panel));
}

/**
 * The penalties of Arkhangelsky et al.: the noise of donors from one period to the next, for units times the fourth root of the treated unit-periods.
 *
 * Errors    undefined with fewer than two first differences.
 */
export function sdidPenalty(panel: Panel): SdidPenalty | undefined {
  const noise = donorNoise(panel);
  if (noise === undefined) return undefined;
  const cells = (panel.units - panel.donors) * (panel.periods - panel.before);
  return { units: cells ** (1 / 4) * noise, times: LEAST * noise };
}

/** Standard deviation of the first differences of donors before the change. */
function donorNoise({ values, periods, donors, before }: Panel): number | undefined {
  const count = donors * (before - 1);
  if (count < 2) return undefined;
  let mean = 0;
  for (let i = 0; i < donors; i++) mean += (values[i * periods + before - 1] - values[i * periods]) / count;
  let squares = 0;
  for (let i = 0; i < donors; i++) {
    for (let t = i * periods + 1; t < i * periods + before; t++) squares += (values[t] - values[t - 1] - mean) ** 2;
  }
  return Math.sqrt(squares / (count - 1));
}

function weightsOfPeriods(panel: Panel, penalty: number): Float64Array | undefined {
  const { values, periods, donors, before } = panel;
  const columns = new Float64Array(before * donors);
  const target = new Float64Array(donors);
  for (let i = 0; i < donors; i++) {
    for (let t = 0; t < before; t++) columns[t * donors + i] = values[i * periods + t];
    for (let t = before; t < periods; t++) target[i] += values[i * periods + t] / (periods - before);
  }
  // Even weights cost the least: where they leave nothing, none are better.
  const even = evenTimeWeights(panel);
  return leavesNothing(even, columns, target) ? even : simplexWeights({ columns, target, ridge: donors * penalty ** 2, intercept: true });
}

/** But rounding. */
function leavesNothing(weights: Float64Array, columns: Float64Array, target: Float64Array): boolean {
  const rows = target.length;
  return target.every((value, i) => {
    let [left, size] = [value, Math.abs(value)];
    for (let t = 0; t < weights.length; t++) {
      left -= weights[t] * columns[t * rows + i];
      size = Math.max(size, Math.abs(columns[t * rows + i]));
    }
    return Math.abs(left) <= ROUNDING * size;
  });
}
