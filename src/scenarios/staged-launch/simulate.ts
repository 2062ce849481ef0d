import { stream } from '../../math/random/stream.ts';
import type { Simulation } from '../scenario.ts';
import { tabulate } from '../tabulate.ts';
import { drawEvent, drawSeason, drawWorkspace, type Workspace } from './draw-workspace.ts';
import { driftOf, effectsOn, type LaunchOutcome, type LaunchParameters, mondayOf, releaseOf, seatsOf, weeks } from './rules.ts';
import { launchTally, populationTruth } from './truth.ts';

/** One workspace after the other, week by week; the last may be cut short. Seasons and events have streams of their own. */
export function* simulateLaunch(n: number, seed: number, parameters: LaunchParameters, size: number): Simulation {
  const [random, events] = [stream(seed), stream(seed, 2)];
  const season = drawSeason(stream(seed, 1));
  const tally = launchTally();
  const { rowsPerWeek } = parameters;
  let workspace: Workspace | undefined;
  yield* tabulate(
    n,
    size,
    (i) => {
      const week = Math.floor(i / rowsPerWeek) % weeks;
      if (i % (rowsPerWeek * weeks) === 0) workspace = drawWorkspace(random, season, parameters);
      const { z, plan, wave, responds, untreated } = workspace!;
      const live = wave !== undefined && week >= wave.start;
      const effects = live ? times(responds, effectsOn(wave, week, parameters)) : undefined;
      if (live) tally.add(wave, week, effects!);
      const event = rowsPerWeek > 1 ? drawEvent(events) : undefined;
      const measured = (name: LaunchOutcome): number => untreated[name][week] + (effects?.[name] ?? 0) + (event?.[name] ?? 0);
      return {
        workspace_id: `W${String(Math.floor(i / (rowsPerWeek * weeks)) + 1).padStart(5, '0')}`,
        week: mondayOf(week),
        reached: wave && releaseOf(wave),
        live: live ? 1 : 0,
        seats: seatsOf(z),
        plan,
        resolved_rate: measured('resolved_rate') + driftOf(wave, z, week, parameters),
        handle_minutes: measured('handle_minutes'),
        cost_usd: measured('cost_usd'),
      };
    },
    ['reached'],
  );
  return {
    integers: ['live', 'seats'],
    truth: {
      get population() {
        return populationTruth(parameters);
      },
      realised: tally.truths(),
    },
  };
}

type Effects = Readonly<Record<LaunchOutcome, number>>;
const times = (by: number, { resolved_rate, handle_minutes, cost_usd }: Effects): Effects => ({
  resolved_rate: by * resolved_rate,
  handle_minutes: by * handle_minutes,
  cost_usd: by * cost_usd,
});
