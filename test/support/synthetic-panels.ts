import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Panel } from '../../src/inference/synthetic/panel.ts';
import type { StaggeredPanel } from '../../src/inference/synthetic/staggered-sdid.ts';
import { panelOf } from './factor-panel.ts';

const goldens = new URL('../../goldens/synthetic/', import.meta.url);
const shared = new URL('../../../shared/', import.meta.url);

export const syntheticGolden = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, goldens), 'utf8'));

interface Simulated {
  readonly values: readonly (readonly number[])[];
  readonly donors: number;
  readonly before: number;
}

const simulated = syntheticGolden<
  Readonly<Record<string, Simulated>> & { readonly waves: Omit<StaggeredPanel, 'periods' | 'values'> & Pick<Simulated, 'values'> }
>('panels.json');

/** A panel that was simulated for the goldens. */
export function simulatedPanel(name: string): Panel {
  const { values, donors, before } = simulated[name];
  return panelOf(values, donors, before);
}

export function simulatedWaves(): StaggeredPanel {
  const { values, donors, cohorts } = simulated.waves;
  return { values: Float64Array.from(values.flat()), periods: values[0].length, donors, cohorts };
}

const prop99File = new URL('datasets/prop99.csv', shared);
const seedFile = new URL('golden/toolset/synth_panel_30x50.csv.gz', shared);

export const hasPublished = { prop99: existsSync(prop99File), seed: existsSync(seedFile) };

/** Cigarette packs a head of 38 states in the order of their names, then of California, which raised its tax in 1989; 1970 to 2000. */
export function prop99(): Panel {
  const lines = readFileSync(prop99File, 'utf8').trim().split('\n').slice(1);
  const states = new Map<string, number[]>();
  for (const [state, year, packs] of lines.map((line) => line.split(';'))) {
    const own = states.get(state) ?? [];
    own[Number(year) - 1970] = Number(packs);
    states.set(state, own);
  }
  const donors = [...states.keys()].filter((state) => state !== 'California').sort();
  return panelOf([...donors.map((state) => states.get(state)!), states.get('California')!], donors.length, 19);
}

/** Completion rates of 50 workspaces over 30 weeks; the 25 of the first wave got the agent in week 20, and its effect is 0.05. */
export function seedPanel(): Panel {
  const [, ...weeks] = gunzipSync(readFileSync(seedFile)).toString().trim().split('\n');
  const cells = weeks.map((line) => line.split(',').slice(1).map(Number));
  const of = (unit: number): number[] => cells.map((week) => week[unit]);
  const units = Array.from({ length: 50 }, (_, i) => of((i + 25) % 50));
  return panelOf(units, 25, 20);
}
