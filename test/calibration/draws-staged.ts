import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { column, equals, when } from '../../src/expressions/build.ts';
import { never } from '../../src/inference/staged/strata.ts';
import { type Random, stream } from '../../src/math/random/stream.ts';
import { example, type StagedOptions } from '../../src/methods/staged-rollout/options.ts';
import { neverStarted, type StagedRollout } from '../../src/methods/staged-rollout/own.ts';
import { type LaunchParameters, releaseOf, waves, weeks } from '../../src/scenarios/staged-launch/rules.ts';
import { stagedLaunch } from '../../src/scenarios/staged-launch/staged-launch.ts';
import type { Draws } from './draws.ts';

/** Of units that start together: the first treated period, their share of all, and their effect so long after the start. */
export interface Wave {
  readonly start: number;
  readonly share: number;
  readonly effect: (since: number) => number;
}

/** Waves over so many periods. */
export interface Launch {
  readonly periods: number;
  readonly waves: readonly Wave[];
}

export const long: Launch = {
  periods: 8,
  waves: [
    { start: 3, share: 0.3, effect: (since) => 1 + 0.5 * since },
    { start: 5, share: 0.3, effect: (since) => 0.5 + 0.5 * since },
    { start: never, share: 0.4, effect: () => 0 },
  ],
};
/** Of few times since the start, whose intervals are to hold together. */
export const short: Launch = { periods: 4, waves: long.waves.map((wave, w) => ({ ...wave, start: [2, 3, never][w] })) };

/** Effects of a unit are those of its wave, times one and a normal of this standard deviation. */
const responds = 0.5;

/** Those reached early stand higher. */
const levelOf = ({ start }: Wave): number => 10 + (start === never ? 0 : (8 - start) / 2);
const season = (t: number): number => 2 * Math.sin(t);

/** `effect`, `effect of waves`, `relative`, `wave 3`, `cell 3 7` of a wave in a period, `since 2`, which is zero before the start, and `period 6`. */
export function launchTruth({ periods, waves }: Launch, id: string): number {
  const cells = waves
    .filter(({ start }) => start !== never)
    .flatMap((wave) => Array.from({ length: periods }, (_, t) => ({ wave, t, since: t - wave.start, weight: wave.share })));
  type Cell = (typeof cells)[0];
  const average = (own: readonly Cell[], of: (cell: Cell) => number = ({ wave, since }) => (since < 0 ? 0 : wave.effect(since))): number =>
    own.reduce((sum, cell) => sum + cell.weight * of(cell), 0) / own.reduce((sum, { weight }) => sum + weight, 0);
  const treated = cells.filter(({ since }) => since >= 0);
  const [kind, ...at] = id.split(' ');
  const [first, second] = at.map(Number);
  if (kind === 'since') return average(cells.filter(({ since }) => since === first));
  if (kind === 'wave') return average(treated.filter(({ wave }) => wave.start === first));
  if (kind === 'cell') return average(treated.filter(({ wave, t }) => wave.start === first && t === second));
  if (kind === 'period') return average(treated.filter(({ t }) => t === first));
  if (kind === 'relative') return average(treated) / average(treated, ({ wave, t }) => levelOf(wave) + season(t));
  return average(id === 'effect of waves' ? treated.map((cell) => ({ ...cell, weight: cell.weight / (periods - cell.wave.start) })) : treated);
}

export interface Staged {
  /** Default: the long one. */
  readonly launch?: Launch;
  /** Units, teams or rows of a period: so many of each wave, or all, each in a wave by its share. */
  readonly units: number | readonly number[];
}

/** Units of which two waves are reached; half of a deviation lasts until the next period. */
export function followed({ units, launch = long }: Staged): Draws {
  return {
    truth: (id) => launchTruth(launch, id),
    rows: (replication) => {
      const random = stream(16_000_000, replication);
      const columns = emptyColumns();
      for (const [unit, wave] of wavesOf(launch, units, random).entries()) addUnit(columns, { launch, unit, team: unit, wave, shared: () => 0 }, random);
      return fromColumns(columns);
    },
  };
}

/** Teams that are reached as a whole, of two to nine units, whose shocks of a period they share: half of the variance. */
export function inTeams({ units: teams, launch = long }: Staged): Draws {
  return {
    truth: (id) => launchTruth(launch, id),
    rows: (replication) => {
      const random = stream(16_100_000, replication);
      const columns = emptyColumns();
      let unit = 0;
      for (const [team, wave] of wavesOf(launch, teams, random).entries()) {
        const own = pathOf(launch, random);
        const size = 2 + random.integer(8);
        for (let i = 0; i < size; i++) addUnit(columns, { launch, unit: unit++, team, wave, shared: (t) => own[t] }, random);
      }
      return fromColumns(columns);
    },
  };
}

/** Other rows in each period. */
export function apart({ units: rows, launch = long }: Staged): Draws {
  return {
    truth: (id) => launchTruth(launch, id),
    rows: (replication) => {
      const random = stream(16_200_000, replication);
      const columns = emptyColumns();
      for (let t = 0; t < launch.periods; t++) {
        for (const wave of wavesOf(launch, rows, random)) {
          const y =
            levelOf(wave) +
            season(t) +
            random.normal() +
            (t < wave.start ? 0 : wave.effect(t - wave.start) * (1 + responds * random.normal())) +
            random.normal();
          add(columns, { unit: columns.unit.length, team: 0, t, start: wave.start, y });
        }
      }
      return fromColumns(columns);
    },
  };
}

/** Units whose size bears on how they go on, larger ones reached more often; a tenth of their rows is missing by chance. */
export function sized({ units, launch = long }: Staged): Draws {
  return {
    truth: (id) => launchTruth(launch, id),
    rows: (replication) => {
      const random = stream(16_400_000, replication);
      const [all, size]: [Columns, number[]] = [emptyColumns(), []];
      for (const [unit, wave] of wavesOf(launch, units, random).entries()) {
        const own = random.normal() + (wave.start === never ? 0 : 0.6);
        addUnit(all, { launch, unit, team: unit, wave, shared: (t) => 0.3 * own * t }, random);
        for (let t = 0; t < launch.periods; t++) size.push(own);
      }
      const seen = size.map(() => !random.bernoulli(0.1));
      return fromColumns(Object.fromEntries(Object.entries({ ...all, size }).map(([name, values]) => [name, values.filter((_, i) => seen[i])])));
    },
  };
}

type Columns = Record<'unit' | 'team' | 't' | 'start' | 'y', number[]>;
const emptyColumns = (): Columns => ({ unit: [], team: [], t: [], start: [], y: [] });

function add(columns: Columns, row: Readonly<Record<keyof Columns, number>>): void {
  for (const name of Object.keys(columns) as (keyof Columns)[]) columns[name].push(name === 'start' && row.start === never ? neverStarted : row[name]);
}

interface Unit {
  readonly launch: Launch;
  readonly unit: number;
  readonly team: number;
  readonly wave: Wave;
  readonly shared: (t: number) => number;
}

function addUnit(columns: Columns, { launch, unit, team, wave, shared }: Unit, random: Random): void {
  const [level, times, own] = [levelOf(wave) + random.normal(), 1 + responds * random.normal(), pathOf(launch, random)];
  for (let t = 0; t < launch.periods; t++) {
    const effect = t < wave.start ? 0 : times * wave.effect(t - wave.start);
    add(columns, { unit, team, t, start: wave.start, y: level + season(t) + shared(t) + own[t] + effect });
  }
}

function pathOf({ periods }: Launch, random: Random): Float64Array {
  let deviation = random.normal();
  return Float64Array.from({ length: periods }, () => {
    deviation = 0.5 * deviation + Math.sqrt(0.75) * random.normal();
    return deviation;
  });
}

/** So many of each wave; or each in one by chance. */
export function wavesOf({ waves }: Launch, units: Staged['units'], random: Random): readonly Wave[] {
  if (typeof units !== 'number') return units.flatMap((count, w) => Array.from({ length: count }, () => waves[w]));
  return Array.from({ length: units }, () => {
    let left = random.uniform();
    return (
      waves.find(({ share }) => {
        left -= share;
        return left < 0;
      }) ?? waves[waves.length - 1]
    );
  });
}

/** The built-in launch, its weeks and waves as numbers. */
export function builtIn(workspaces: number, changed: Partial<LaunchParameters> = {}): Draws {
  const truths = new Map(stagedLaunch.truth(changed).map(({ id, value }) => [id, value]));
  return {
    truth: (id) => truths.get(id)!,
    rows: (replication) => {
      const { columns } = stagedLaunch.simulate({ n: workspaces * weeks, seed: 16_300_000 + replication, ...changed });
      const reached = columns.reached as readonly (string | undefined)[];
      const { resolved_rate, cost_usd } = columns as Readonly<Record<string, Float64Array>>;
      const starts = new Map(waves.map((wave) => [releaseOf(wave), wave.start as number]));
      const t = Float64Array.from(reached, (_, i) => i % weeks);
      const unit = Float64Array.from(reached, (_, i) => Math.floor(i / weeks));
      const start = Float64Array.from(reached, (date) => starts.get(date ?? '') ?? neverStarted);
      return fromColumns({ unit, t, start, resolved_rate, cost_usd });
    },
  };
}

/** The rollout that these rows are of, as a look before the plan finds it. */
export function rolloutOf(periods: number, shape: StagedRollout['shape'], changed: Partial<StagedRollout> = {}): StagedOptions {
  return {
    outcome: 'y',
    rollout: {
      ...example.rollout,
      ...(shape === 'panel' && { unit: 'unit' }),
      time: 't',
      clock: column('t'),
      startedBy: 'start',
      start: when(equals(column('start'), neverStarted), neverStarted, column('start')),
      shape,
      periods: Array.from({ length: periods }, (_, t) => t),
      cohorts: [],
      ...changed,
    },
  };
}
