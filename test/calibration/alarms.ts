import { expect } from 'vitest';
import { type Random, stream } from '../../src/math/random/stream.ts';
import { expectHits, replications } from './band.ts';
import { atLeast } from './case.ts';

/** Draws of counts. */
export const most = 50_000;
/** What takes longer: as many where 2,000 replications are asked for, else ten times the replications. */
export const many = replications >= 2_000 ? most : 10 * replications;
/** A check that can force HOLD fails below this p-value. */
export const threshold = 0.001;

/** A count of n units, by inversion; n log(1 - chance) must be above -700. */
export function binomial(random: Random, n: number, chance: number): number {
  let left = random.uniform();
  let p = (1 - chance) ** n;
  let count = 0;
  while (left > p && count < n) {
    left -= p;
    p *= ((n - count) / (count + 1)) * (chance / (1 - chance));
    count++;
  }
  return count;
}

/** How many draws raise an alarm. */
export function alarmsOf(alarm: (random: Random) => boolean, draws = most): number {
  let alarms = 0;
  for (let draw = 0; draw < draws; draw++) if (alarm(stream(12_300_000, draw))) alarms++;
  return alarms;
}

/** `CALIBRATION_PRINT=1` says what was measured. */
export function shareOf(alarms: number, draws: number): number {
  if (process.env.CALIBRATION_PRINT === '1') console.log(`${((100 * alarms) / draws).toFixed(3)} % of ${draws}  ${expect.getState().currentTestName}`);
  return alarms / draws;
}

/** No more alarms than promised, within the band; and with all draws surely no more than 0.2 %, by 3.7 standard errors, a chance of 1e-4. */
export function expectRare(alarms: number, draws = most): void {
  shareOf(alarms, draws);
  expectHits(draws - alarms, atLeast(1 - threshold), draws);
  if (draws === most) expect((alarms + 3.7 * Math.sqrt(alarms + 3)) / draws, `${alarms} of ${draws}`).toBeLessThan(0.002);
}
