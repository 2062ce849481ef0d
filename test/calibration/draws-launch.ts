import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { column } from '../../src/expressions/build.ts';
import type { StructuralModel, Variances } from '../../src/inference/state-space/structural-model.ts';
import { stream } from '../../src/math/random/stream.ts';
import { example, type LaunchOptions } from '../../src/methods/global-launch/options.ts';
import type { GlobalLaunch } from '../../src/methods/global-launch/own.ts';
import { type DrawnPanel, drawPanel } from '../support/placebo-panels.ts';
import { simulatedSeries } from '../support/structural-series.ts';
import type { Draws } from './draws.ts';

/** Units that follow two factors each in its own way; which of them are treated says nothing of how they go, but where they stand `above`. */
export interface Launched extends Partial<Omit<DrawnPanel, 'units' | 'periods' | 'noise'>> {
  readonly donors: number;
  readonly before: number;
  readonly after: number;
  /** Standard deviation of the logarithm of a unit's own noise: none where all are alike. */
  readonly unequal?: number;
  /** How far above the highest donor the treated stand. */
  readonly above?: number;
}

/** Truth `effect`, the same in every period: 1 when absent. */
export function launched({ donors, treated = 1, before, after, effect = 1, carried = 0.4, unequal = 0, above, shock }: Launched): Draws {
  const [units, periods] = [donors + treated, before + after];
  return {
    truth: () => effect,
    rows: (replication) => {
      const random = stream(19_300_000, replication);
      const noises = Array.from({ length: units }, () => 0.5 * Math.exp(unequal * random.normal()));
      const shape = { units, treated, periods, before, effect, carried, noise: (unit: number) => noises[unit], ...(shock && { shock }) };
      const { values } = drawPanel(shape, random);
      if (above !== undefined) lift(values, { periods, donors, above });
      return fromColumns({
        unit: Array.from(values, (_, i) => nameOf(Math.floor(i / periods))),
        t: Array.from(values, (_, i) => i % periods),
        y: values,
      });
    },
  };
}

const nameOf = (unit: number): string => `u${unit}`;

/** Treated units are moved to a level so far above the highest value of donors that their own lowest is above it. */
function lift(values: Float64Array, { periods, donors, above }: { readonly periods: number; readonly donors: number; readonly above: number }): void {
  const own = values.subarray(donors * periods);
  const by = above + Math.max(...values.subarray(0, donors * periods)) - Math.min(...own);
  for (let i = 0; i < own.length; i++) own[i] += by;
}

/** The launch that these rows are of, as a look before the plan finds it. */
export function launchOf({ donors, treated = 1, before, after }: Launched, own: Partial<GlobalLaunch> = {}): LaunchOptions {
  const names = Array.from({ length: donors + treated }, (_, unit) => nameOf(unit));
  return optionsOf({ before, after, treated: names.slice(donors), donors: names.slice(0, donors) }, { unit: 'unit', ...own });
}

/** One series that got it. */
export interface LaunchedSeries {
  readonly model: StructuralModel;
  readonly variances: Variances;
  readonly before: number;
  readonly after: number;
}

/** A series drawn from a model, and an effect of 1 since the launch. */
export const launchedSeries = ({ model, variances, before, after }: LaunchedSeries): Draws => ({
  truth: () => 1,
  rows: (replication) => {
    const values = simulatedSeries(model, variances, before + after, stream(19_400_000, replication));
    return fromColumns({ t: Array.from(values, (_, t) => t), y: values.map((y, t) => (t < before ? y : y + 1)) });
  },
});

/** The launch that this series is of, by a state space. */
export function seriesLaunchOf({ before, after }: LaunchedSeries, own: Partial<GlobalLaunch> = {}): LaunchOptions {
  const { launch, ...options } = optionsOf({ before, after, treated: ['all'], donors: [] }, { estimator: 'state-space', ...own });
  const { unit, ...single } = launch;
  return { ...options, launch: { ...single, named: {} } };
}

interface Sides {
  readonly before: number;
  readonly after: number;
  readonly treated: readonly string[];
  readonly donors: readonly string[];
}

const optionsOf = ({ before, after, treated, donors }: Sides, own: Partial<GlobalLaunch>): LaunchOptions => ({
  ...example,
  launch: {
    ...example.launch,
    time: 't',
    clock: column('t'),
    launched: before,
    launchedText: String(before),
    named: { treated },
    periods: Array.from({ length: before + after }, (_, t) => t),
    before,
    treated,
    donors,
    ...own,
  },
});
