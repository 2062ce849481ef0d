import { describe, it } from 'vitest';
import { anytimeCritical, firstLook } from '../../src/inference/confidence-sequence.ts';
import { normalQuantile } from '../../src/math/distributions/normal.ts';
import { stream } from '../../src/math/random/stream.ts';
import { expectHits, replications } from './band.ts';
import { atLeast, below } from './case.ts';

const perArm = 1000;
const every = 10;

/** Does an interval of this half-width, in standard errors, hold the true difference (none) at every look from `firstLook` units an arm on? */
function holdsAtEveryLook(replication: number, critical: (units: number) => number): boolean {
  const random = stream(4_000_000, replication);
  const sums = [0, 0];
  const squares = [0, 0];
  for (let n = 1; n <= perArm; n++) {
    for (const arm of [0, 1]) {
      const y = random.exponential();
      sums[arm] += y;
      squares[arm] += y * y;
    }
    if (n < firstLook || n % every !== 0) continue;
    const variance = [0, 1].reduce((sum, arm) => sum + (squares[arm] - sums[arm] ** 2 / n) / (n - 1) / n, 0);
    if (Math.abs(sums[1] - sums[0]) / n > critical(2 * n) * Math.sqrt(variance)) return false;
  }
  return true;
}

const hits = (critical: (units: number) => number): number =>
  Array.from({ length: replications }, (_, r) => holdsAtEveryLook(r, critical)).filter(Boolean).length;

describe('looking every 10 units an arm at two skewed arms that do not differ', () => {
  it.each([
    { level: 0.95, planned: 2 * perArm },
    { level: 0.8, planned: 2 * perArm },
    { level: 0.8, planned: perArm / 2 },
    { level: 0.8, planned: 10 * perArm },
  ])('a confidence sequence of level $level, planned for $planned units, holds throughout', ({ level, planned }) => {
    expectHits(
      hits((units) => anytimeCritical(units, planned, level)),
      atLeast(level),
    );
  });

  it('a fixed-size interval does not', () => {
    const z = normalQuantile(0.975);
    expectHits(
      hits(() => z),
      below(0.9),
    );
  });
});
