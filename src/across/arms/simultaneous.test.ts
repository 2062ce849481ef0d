import { expect, it } from 'vitest';
import { familyOf } from '../../../test/support/arm-family.ts';
import { fromRows } from '../../engines/memory/from-rows.ts';
import { column } from '../../expressions/build.ts';
import { itt } from '../../methods/arms/itt.ts';
import { runSync } from '../../relation/run.ts';
import { simultaneously } from './simultaneous.ts';

/** Three arms of 200 units with 2, 4 and 5 events: too few for a normal interval. */
const events: Readonly<Record<string, number>> = { off: 2, one: 4, two: 5 };
const rows = Object.entries(events).flatMap(([arm, count]) => Array.from({ length: 200 }, (_, i) => ({ arm, harm: i < count ? 1 : 0 })));

it('holds score intervals and their bounds together, which have no test', () => {
  const family = familyOf({
    assignment: 'arm',
    arms: ['off', 'one', 'two'],
    outcomes: [{ name: 'harm', measure: column('harm') }],
  });
  const { estimates } = runSync(
    fromRows(rows),
    simultaneously(family, (arms, levels) => itt({ outcome: 'harm', assignment: 'arm', ...arms, ...levels })),
  );
  const alone = runSync(fromRows(rows), itt({ outcome: 'harm', assignment: 'arm', control: 'off', level: 0.95, boundsLevel: 0.95 })).estimates;
  expect(estimates).toHaveLength(2);
  for (const [i, { interval, pointwise, bounds }] of estimates.entries()) {
    expect(interval).toMatchObject({ kind: 'simultaneous', level: 0.95, reference: { kind: 'score' } });
    expect(pointwise).toEqual(alone[i].interval);
    expect(interval.pieces[0].high!).toBeGreaterThan(pointwise!.pieces[0].high!);
    expect(bounds!.level).toBe(0.95);
    expect(bounds!.high).toBeGreaterThan(alone[i].bounds!.high);
  }
});
