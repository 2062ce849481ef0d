import { layoutOf, type StructuralModel, type Variances } from '../../src/inference/state-space/structural-model.ts';
import type { Random } from '../../src/math/random/stream.ts';

/**
 * A series of a model, drawn. Its initial state and all coefficients are zero: what is diffuse cancels in every error of prediction, and in the likelihood of variances.
 *
 * Model    see `Recursion`. Each period takes one number of the stream for what moves in it, in the order irregular, level, slope, seasonal.
 */
export function simulatedSeries(model: StructuralModel, variances: Variances, periods: number, random: Random): Float64Array {
  const { hasSlope, seasonal } = layoutOf(model, 0);
  const [irregular, level, slope, season] = [variances.irregular, variances.level, variances.slope, variances.seasonal].map(Math.sqrt);
  const effects = new Float64Array(seasonal + 1);
  const drawn = (deviation: number): number => (deviation > 0 ? deviation * random.normal() : 0);
  let [height, rise, newest, sum] = [0, 0, 0, 0];
  return Float64Array.from({ length: periods }, () => {
    const value = height + effects[newest] + drawn(irregular);
    height += rise + drawn(level);
    if (hasSlope) rise += drawn(slope);
    if (seasonal > 0) {
      // The oldest effect makes room: what is left of the sum are the newest `seasonal` ones.
      newest = (newest + 1) % effects.length;
      sum -= effects[newest];
      const next = drawn(season) - sum;
      effects[newest] = next;
      sum += next;
    }
    return value;
  });
}
