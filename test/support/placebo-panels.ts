import type { Panel } from '../../src/inference/synthetic/panel.ts';
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
  /** One of the shocks of a unit's own noise, of variance one; normal when absent. */
  readonly shock?: (random: Random) => number;
}

/** Two stationary factors, units that follow them to different extents, and noise of their own. */
export function drawPanel({ units, treated, periods, before, effect, noise, carried, shock = normal }: DrawnPanel, random: Random): Panel {
  const wander = (scale: number, drawn = normal): Float64Array => {
    let at = drawn(random);
    return Float64Array.from({ length: periods }, (_, t) => {
      if (t > 0) at = carried * at + Math.sqrt(1 - carried * carried) * drawn(random);
      return scale * at;
    });
  };
  const factors = [wander(1.2), wander(1.2)];
  const values = new Float64Array(units * periods);
  for (let unit = 0; unit < units; unit++) {
    const level = random.normal();
    const loads = [random.uniform(), random.uniform()];
    const own = wander(noise(unit), shock);
    for (let t = 0; t < periods; t++) {
      const launched = unit >= units - treated && t >= before ? effect : 0;
      values[unit * periods + t] = level + loads[0] * factors[0][t] + loads[1] * factors[1][t] + own[t] + launched;
    }
  }
  return { values, units, periods, donors: units - treated, before };
}

const normal = (random: Random): number => random.normal();

/** Student's t with three degrees of freedom, brought to variance one. */
export function heavyShock(random: Random): number {
  const chiSquared = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2;
  return random.normal() / Math.sqrt(chiSquared);
}
