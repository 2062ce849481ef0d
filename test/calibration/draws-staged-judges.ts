import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { never } from '../../src/inference/staged/strata.ts';
import { type Random, stream } from '../../src/math/random/stream.ts';
import { neverStarted } from '../../src/methods/staged-rollout/own.ts';
import type { Draws } from './draws.ts';
import { type Launch, launchTruth, type Staged, type Wave, wavesOf } from './draws-staged.ts';

/** How a judge scores and how many people look. */
interface Judging {
  /** The chance that a row is labelled. */
  readonly share: number;
  /** Labels of 0 and 1, and a judge of them; else scores. */
  readonly binary?: true;
  /** Whole teams start together and share shocks. */
  readonly teams?: true;
  /** Rows are labelled by a chance that goes with what the judge says, known as `p`. */
  readonly active?: true;
  /** Other rows in each period. */
  readonly apart?: true;
  /** The same units are labelled in every period. */
  readonly always?: true;
  /** A tenth of the rows is missing. */
  readonly gaps?: true;
}

/** Where the change has come the judge is kinder, and it drifts over time, in each cohort its own way. */
const kinder = 0.8;
const drift = (wave: Wave, t: number): number => 0.1 * t * (wave.start === never ? 0 : wave.start === 3 ? -1 : 1);

/** Units of two waves and the rest whose outcome a judge scores and people label in part. */
export function judgedWaves({ units, launch }: Staged & { readonly launch: Launch }, judging: Judging): Draws {
  return {
    truth: (id) => launchTruth(launch, id) * (judging.binary ? 0.1 : 1),
    rows: (replication) => {
      const random = stream(16_500_000, replication);
      const columns = {
        unit: [] as number[],
        team: [] as number[],
        t: [] as number[],
        start: [] as number[],
        judge: [] as number[],
        human: [] as (number | undefined)[],
        p: [] as number[],
      };
      let unit = 0;
      for (const [team, wave] of wavesOf(launch, units, random).entries()) {
        const shared = Array.from({ length: launch.periods }, () => (judging.teams ? random.normal() : 0));
        for (let i = 0; i < (judging.teams ? 2 + random.integer(8) : 1); i++) {
          const looked = random.bernoulli(judging.share) === 1;
          let level = random.normal();
          for (let t = 0; t < launch.periods; t++) {
            if (judging.apart) level = random.normal();
            const { label, judge } = scored({ wave, t, level, shared: shared[t] }, judging, random);
            const p = judging.active ? judging.share * (judge > 11 ? 1.6 : 0.6) : judging.share;
            const drawn = random.bernoulli(p) === 1;
            const missing = random.bernoulli(0.1) === 1 && judging.gaps;
            if (missing) continue;
            columns.unit.push(judging.apart ? columns.unit.length : unit);
            columns.team.push(team);
            columns.t.push(t);
            columns.start.push(wave.start === never ? neverStarted : wave.start);
            columns.judge.push(judge);
            columns.human.push((judging.always ? looked : drawn) ? label : undefined);
            columns.p.push(p);
          }
          unit++;
        }
      }
      return fromColumns(columns);
    },
  };
}

interface Row {
  readonly wave: Wave;
  readonly t: number;
  readonly level: number;
  readonly shared: number;
}

function scored({ wave, t, level, shared }: Row, { binary }: Judging, random: Random): { readonly label: number; readonly judge: number } {
  const treated = t >= wave.start;
  const effect = treated ? wave.effect(t - wave.start) : 0;
  if (binary) {
    const chance = 0.35 + 0.1 * effect + 0.05 * Math.sin(t) + Math.max(-0.1, Math.min(0.1, 0.05 * level));
    const label = random.bernoulli(chance);
    return { label, judge: random.bernoulli(label === 1 ? 0.85 : treated ? 0.55 : 0.2) };
  }
  const label = 10 + level + shared + Math.sin(t) + effect * (1 + 0.3 * random.normal()) + random.normal();
  return { label, judge: 2 + 0.8 * label + (treated ? kinder : 0) + drift(wave, t) + 0.7 * random.normal() };
}
