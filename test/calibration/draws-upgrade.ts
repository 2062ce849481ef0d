import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { column } from '../../src/expressions/build.ts';
import { example, type LaunchOptions } from '../../src/methods/global-launch/options.ts';
import type { GlobalLaunch } from '../../src/methods/global-launch/own.ts';
import { globalUpgrade } from '../../src/scenarios/global-upgrade/global-upgrade.ts';
import { workspaceName } from '../../src/scenarios/global-upgrade/names.ts';
import { type UpgradeParameters, upgradeParameters } from '../../src/scenarios/global-upgrade/rules.ts';
import type { Draws } from './draws.ts';

/** Workspaces of the built-in upgrade, and what of it is not usual. */
export interface Upgraded {
  readonly workspaces: number;
  readonly changed?: Partial<UpgradeParameters>;
}

/** The built-in upgrade, its periods as numbers from zero; truths such as `effect/resolved`. */
export function upgraded({ workspaces, changed = {} }: Upgraded): Draws {
  const truths = new Map(globalUpgrade.truth(changed).map(({ id, value }) => [id, value]));
  const { before, after } = { ...upgradeParameters, ...changed };
  const periods = before + after;
  return {
    truth: (id) => truths.get(id)!,
    rows: (replication) => {
      const { columns } = globalUpgrade.simulate({ n: workspaces * periods, seed: 19_000_000 + replication, ...changed });
      const { workspace, resolved, minutes, cost_usd } = columns;
      const t = Float64Array.from({ length: workspaces * periods }, (_, i) => i % periods);
      return fromColumns({ workspace, t, resolved, minutes, cost_usd });
    },
  };
}

/** The launch that these rows are of, as a look before the plan finds it. */
export function upgradeOf({ workspaces, changed = {} }: Upgraded, outcome: string, own: Partial<GlobalLaunch> = {}): LaunchOptions {
  const { before, after, treated } = { ...upgradeParameters, ...changed };
  const names = Array.from({ length: workspaces }, (_, i) => workspaceName(i));
  return {
    ...example,
    outcome,
    launch: {
      ...example.launch,
      unit: 'workspace',
      time: 't',
      clock: column('t'),
      launched: before,
      launchedText: String(before),
      named: { treated: names.slice(0, treated) },
      periods: Array.from({ length: before + after }, (_, t) => t),
      before,
      treated: names.slice(0, treated),
      donors: names.slice(treated),
      ...own,
    },
  };
}
