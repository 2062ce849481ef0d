import type { Simulation } from '../scenario.ts';
import { tabulate } from '../tabulate.ts';
import { drawFactors, drawWorkspace, type Workspace } from './draw-workspace.ts';
import { workspaceName } from './names.ts';
import { dayOf, outcomeNames, periodName, type UpgradeParameters } from './rules.ts';
import { effectsIn, populationTruth, upgradeTally } from './truth.ts';

/** One workspace after the other, period by period, the treated ones first; the last may be cut short. */
export function* simulateUpgrade(n: number, seed: number, parameters: UpgradeParameters, size: number): Simulation {
  const periods = parameters.before + parameters.after;
  const noun = periodName(parameters);
  const days = Array.from({ length: periods }, (_, t) => dayOf(t, parameters));
  const effects = days.map((_, t) => effectsIn(t, parameters));
  const factors = drawFactors(seed, parameters);
  const tally = upgradeTally(parameters);
  let workspace: Workspace | undefined;
  yield* tabulate(
    n,
    size,
    (i) => {
      const [number, t] = [Math.floor(i / periods), i % periods];
      if (t === 0) workspace = drawWorkspace(seed, number, factors, parameters);
      const { treated, tickets, means } = workspace!;
      const measured = { resolved: means.resolved[t], minutes: means.minutes[t], cost_usd: means.cost_usd[t] };
      const row = { workspace: workspaceName(number), [noun]: days[t], tickets: tickets[t] };
      if (tickets[t] === 0) return { ...row, resolved: undefined, minutes: undefined, cost_usd: undefined };
      tally.add(t, measured, treated ? effects[t] : undefined);
      return { ...row, ...measured };
    },
    parameters.gap > 0 ? outcomeNames : [],
  );
  return {
    integers: ['tickets'],
    truth: {
      get population() {
        return populationTruth(parameters);
      },
      realised: tally.truths(),
    },
  };
}
