import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { never } from '../../src/inference/staged/strata.ts';
import { stream } from '../../src/math/random/stream.ts';
import { neverStarted } from '../../src/methods/staged-rollout/own.ts';
import type { Draws } from './draws.ts';
import { long, wavesOf } from './draws-staged.ts';

/** No effect is asked of them. */
const truth = (): number => 0;

/** Other rows in each period, so many of all waves. What is known of them from before the change goes with the wave and not with the change: a covariate with a heavy tail, one that is rare, a text; a third of the outcomes is not known. */
export const seenAlike = (rows: number): Draws => ({
  truth,
  rows: (replication) => {
    const random = stream(16_700_000, replication);
    const columns = { t: [] as number[], start: [] as number[], x: [] as number[], rare: [] as number[], g: [] as string[], y: [] as (number | null)[] };
    for (let t = 0; t < long.periods; t++) {
      for (const { start } of wavesOf(long, rows, random)) {
        columns.t.push(t);
        columns.start.push(start === never ? neverStarted : start);
        columns.x.push(Math.exp(random.normal() + (start === 3 ? 0.3 : 0)));
        columns.rare.push(random.bernoulli(0.05));
        columns.g.push('abc'[random.integer(3)]);
        columns.y.push(random.bernoulli(2 / 3) ? random.normal() : null);
      }
    }
    return fromColumns(columns);
  },
});

/** Units that are seen in every period. Of three in ten the outcome is unknown twice as often as the share says, of the others half as often. */
export const knownInPart = (units: number | readonly number[], share: number): Draws => ({
  truth,
  rows: (replication) => {
    const random = stream(16_800_000, replication);
    const columns = { unit: [] as number[], t: [] as number[], start: [] as number[], y: [] as (number | null)[] };
    for (const [unit, { start }] of wavesOf(long, units, random).entries()) {
      const unknown = share * (random.bernoulli(0.3) ? 2 : 0.5);
      for (let t = 0; t < long.periods; t++) {
        columns.unit.push(unit);
        columns.t.push(t);
        columns.start.push(start === never ? neverStarted : start);
        columns.y.push(random.bernoulli(unknown) ? null : random.normal());
      }
    }
    return fromColumns(columns);
  },
});

/** Units whose values have a heavy tail, and whose judge says them but for noise; rows are labelled by lot. */
export const heavyTailed = (units: number | readonly number[], share: number): Draws => ({
  truth,
  rows: (replication) => {
    const random = stream(16_900_000, replication);
    const columns = {
      unit: [] as number[],
      t: [] as number[],
      start: [] as number[],
      y: [] as number[],
      judge: [] as number[],
      human: [] as (number | null)[],
    };
    for (const [unit, { start }] of wavesOf(long, units, random).entries()) {
      const level = random.normal();
      for (let t = 0; t < long.periods; t++) {
        const y = level + Math.exp(1.5 * random.normal());
        columns.unit.push(unit);
        columns.t.push(t);
        columns.start.push(start === never ? neverStarted : start);
        columns.y.push(y);
        columns.judge.push(y + random.normal());
        columns.human.push(random.bernoulli(share) ? y : null);
      }
    }
    return fromColumns(columns);
  },
});
