import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { column, times } from '../expressions/build.ts';
import { stream } from '../math/random/stream.ts';
import { itt } from '../methods/arms/itt.ts';
import { effectOverTime } from '../methods/arms/over-time/effect-over-time.ts';
import { runSync } from '../relation/run.ts';
import { rampUp } from './ramp-up.ts';

const time = times(column('day'), 86_400);
const asked = { assignment: 'z', time, timeColumn: 'day' };

/** Units of some days whose outcome rises for everybody, and on which the treatment does nothing. */
function drawn(n: number, days: number, share: (day: number) => number, seed: number) {
  const random = stream(seed);
  const day = Float64Array.from({ length: n }, (_, i) => Math.floor((days * i) / n));
  const z = day.map((at) => random.bernoulli(share(at)));
  return fromColumns({ day, z, y: day.map((at) => 0.3 * at + random.normal()) });
}

const ramp = (day: number): number => (day < 3 ? 0.05 : 0.5);

describe('rampUp', () => {
  it('finds a share that was raised on the way, which biases the pooled difference and no day', () => {
    const rows = drawn(8_000, 8, ramp, 3);
    const [finding] = runSync(rows, rampUp(asked)).findings;
    expect(finding).toMatchObject({ verdict: 'warn', check: 'ramp-up' });
    expect(finding.says).toMatch(/^The share of units in arm 1 goes from [45]\.\d % on 1970-01-0[123] to 5\d\.\d % on 1970-01-0[4-8] \(8 days, p < 0\.001\): /);
    const [pooled] = runSync(rows, itt({ outcome: 'y', assignment: 'z', control: 0 })).estimates;
    expect(pooled.value / pooled.standardError!).toBeGreaterThan(10);
    const { columns } = runSync(rows, effectOverTime({ ...asked, outcome: 'y', control: 0 })).exhibits[0];
    expect(columns.y.every((y) => Math.abs(Number(y)) < 0.5)).toBe(true);
  });

  it('says of shares that stay that chance moves them, in at most one of a thousand studies otherwise', () => {
    const alarms = Array.from(
      { length: 300 },
      (_, seed) =>
        runSync(
          drawn(400, 10, () => 0.3, seed + 1),
          rampUp(asked),
        ).findings[0],
    );
    expect(alarms.filter(({ verdict }) => verdict !== 'pass').length).toBeLessThanOrEqual(3);
    expect(alarms[0].says).toMatch(/: no more than chance\.$/);
  });

  it('counts a cluster on the day of its first row', () => {
    const rows = fromColumns({
      day: Float64Array.from({ length: 4_000 }, (_, i) => (i % 2) * 5 + (i < 2_000 ? 0 : 1)),
      z: Float64Array.from({ length: 4_000 }, (_, i) => Math.floor(i / 2) % 2),
      g: Array.from({ length: 4_000 }, (_, i) => `g${Math.floor(i / 2)}`),
    });
    const [finding] = runSync(rows, rampUp({ ...asked, cluster: 'g' })).findings;
    expect(finding.says).toContain('(2 spells of days, p > 0.99)');
  });

  it('says nothing of a single day, of one arm, and without times', () => {
    const nothing = { estimates: [], findings: [], exhibits: [] };
    expect(
      runSync(
        drawn(400, 1, () => 0.5, 1),
        rampUp(asked),
      ),
    ).toEqual(nothing);
    expect(
      runSync(
        drawn(400, 8, () => 1, 1),
        rampUp(asked),
      ),
    ).toEqual(nothing);
    expect(runSync(fromColumns({ z: [0, 1], day: [null, null] as unknown as number[] }), rampUp({ ...asked, time: column('z') })).findings).toEqual([]);
  });
});
