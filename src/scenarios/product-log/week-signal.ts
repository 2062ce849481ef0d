import type { Random } from '../../math/random/stream.ts';
import { weeks } from './rules.ts';

const persistence = 0.75;
const shockSd = 0.01;

/** What a signup week adds to the chance of completion for everybody: an autoregressive path from zero, centred over the weeks. */
export function drawWeekSignal(random: Random): Float64Array {
  const path = new Float64Array(weeks);
  for (let week = 1; week < weeks; week++) path[week] = persistence * path[week - 1] + shockSd * random.normal();
  const mean = path.reduce((a, b) => a + b) / weeks;
  return path.map((signal) => signal - mean);
}

/** The variance of each week's signal over all paths: a week is a weighted sum of independent shocks. */
export function weekSignalVariances(): Float64Array {
  const variances = new Float64Array(weeks);
  for (let shock = 1; shock < weeks; shock++) {
    const weights = Float64Array.from(variances, (_, week) => (week < shock ? 0 : persistence ** (week - shock)));
    const mean = weights.reduce((a, b) => a + b) / weeks;
    for (let week = 0; week < weeks; week++) variances[week] += (shockSd * (weights[week] - mean)) ** 2;
  }
  return variances;
}
