import gammaln from '@stdlib/math-base-special-gammaln';
import { expect } from 'vitest';
import type { Expected } from './case.ts';

export const replications = Number(process.env.CALIBRATION_REPLICATIONS ?? 200);

/** Of what takes long: a tenth. So few do not tell that too little is covered; runs that are recorded ask for ten times as many. */
export const few = Math.ceil(replications / 10);
const tellingTooLittle = 200;

/** What so many trials can be held to. */
export const heldBy = (expected: Expected, trials: number): Expected =>
  expected.kind === 'below' && trials < tellingTooLittle ? { ...expected, kind: 'shown' } : expected;

/** Chance that a check fails though its interval is right. */
const falseAlarm = 1e-4;

/** Holds a count of hits against the binomial band of what is expected. */
export function expectHits(hits: number, expected: Expected, trials = replications): void {
  if (expected.kind === 'shown') return;
  const { low, high } = binomialBand(expected.rate, trials);
  const says = `${hits} of ${trials}, band ${low} to ${high}`;
  if (expected.kind === 'below') expect(hits, says).toBeLessThan(low);
  else expect(hits, says).toBeGreaterThanOrEqual(low);
  if (expected.kind === 'nominal') expect(hits, says).toBeLessThanOrEqual(high);
  if (expected.kind === 'between') expect(hits, says).toBeLessThanOrEqual(binomialBand(expected.to, trials).high);
}

/** The counts that `trials` of chance `rate` stay within: below `low` and above `high` lies at most half the alarm each. */
function binomialBand(rate: number, trials: number, alarm = falseAlarm): { readonly low: number; readonly high: number } {
  return { low: leastLikely(rate, trials, alarm / 2), high: trials - leastLikely(1 - rate, trials, alarm / 2) };
}

/** The least count at or below which more than `tail` of the distribution lies. */
function leastLikely(rate: number, trials: number, tail: number): number {
  let share = 0;
  for (let count = 0; count <= trials; count++) {
    share += Math.exp(logChance(count, rate, trials));
    if (share > tail) return count;
  }
  return trials;
}

function logChance(count: number, rate: number, trials: number): number {
  const ways = gammaln(trials + 1) - gammaln(count + 1) - gammaln(trials - count + 1);
  return ways + count * Math.log(rate) + (trials - count) * Math.log1p(-rate);
}
