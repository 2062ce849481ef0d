import type { Panel } from '../../src/inference/synthetic/panel.ts';
import type { Random } from '../../src/math/random/stream.ts';

export const panelOf = (rows: readonly (readonly number[])[], donors: number, before: number): Panel => ({
  values: Float64Array.from(rows.flat()),
  units: rows.length,
  periods: rows[0].length,
  donors,
  before,
});

interface FactorModel {
  readonly donors: number;
  readonly treated: number;
  readonly periods: number;
  readonly before: number;
  readonly noise: number;
  /** Added to how much treated units follow the trend. */
  readonly steeper: number;
  readonly effect: number;
}

/** Units follow a trend more or less, from 0 to 2 times, around levels of their own. */
export function factorPanel(random: Random, { donors, treated, periods, before, noise, steeper, effect }: FactorModel): Panel {
  const shocks = Float64Array.from({ length: periods }, (_, t) => 0.2 * t + 0.3 * random.normal());
  const rows = Array.from({ length: donors + treated }, (_, i) => {
    const loading = 2 * random.uniform() + (i >= donors ? steeper : 0);
    const level = 2 * random.normal();
    return Array.from(shocks, (shock, t) => level + loading * shock + noise * random.normal() + (i >= donors && t >= before ? effect : 0));
  });
  return panelOf(rows, donors, before);
}
