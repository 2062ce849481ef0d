import { expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { less } from '../../expressions/build.ts';
import { stream } from '../../math/random/stream.ts';
import { adjustedItt } from '../../methods/arms/adjusted-itt.ts';
import { itt } from '../../methods/arms/itt.ts';
import { runSync } from '../../relation/run.ts';
import { within } from '../../relation/within.ts';
import { effectSoFar, type SoFarOptions } from './effect-so-far.ts';

const n = 600;
const random = stream(5);
const at = Float64Array.from({ length: n }, () => Math.floor(86_400 * (20_000 + 10 * random.uniform())));
const arm = Array.from({ length: n }, () => ['off', 'on', 'more'][random.integer(3)]);
const x = Float64Array.from({ length: n }, () => random.normal());
const y = Float64Array.from(x, (value, i) => value + (arm[i] === 'on' ? 0.5 : 0) + random.normal());
const done = Int32Array.from(y, (value) => (value > 0.3 ? 1 : 0));
// A tenth of the outcomes is not known: these units were assigned all the same.
const partly = Array.from(y, (value, i) => (i % 10 === 0 ? undefined : value));
const rows = fromColumns({ at, arm, x, y: partly, done });

const options: SoFarOptions = {
  outcome: 'y',
  measure: { op: 'column', name: 'y' },
  assignment: 'arm',
  control: 'off',
  treatments: ['on', 'more'],
  adjust: [],
  time: { op: 'column', name: 'at' },
};
const until = (day: number) => less({ op: 'column', name: 'at' }, 86_400 * (day + 1));

it('says of each day what an analysis at its end would have said', () => {
  const { arms, blocks } = runSync(rows, effectSoFar(options));
  expect(blocks).toBeUndefined();
  expect([...arms.keys()]).toEqual(['on', 'more']);
  for (const [treatment, days] of arms) {
    expect(days.map(({ day }) => day)).toEqual(Array.from({ length: 10 }, (_, i) => 20_000 + i));
    for (const { day, units, fewest, value, standardError } of days) {
      const [then] = runSync(rows, within(itt({ outcome: 'y', assignment: 'arm', control: 'off', treatments: [treatment] }), until(day))).estimates;
      expect(value).toBeCloseTo(then.value, 10);
      expect(standardError).toBeCloseTo(then.standardError!, 10);
      expect(units).toBe(at.filter((time) => time < 86_400 * (day + 1)).length);
      expect(fewest).toBe(Math.min(...Object.values(then.sizes.perArm)));
    }
  }
});

it('is adjusted as the study is', () => {
  const days = runSync(rows, effectSoFar({ ...options, treatments: ['on'], adjust: ['x'] })).arms.get('on')!;
  for (const { day, value } of days.slice(2)) {
    const [then] = runSync(
      rows,
      within(adjustedItt({ outcome: 'y', assignment: 'arm', control: 'off', treatments: ['on'], adjust: ['x'] }), until(day)),
    ).estimates;
    expect(value).toBeCloseTo(then.value, 1);
  }
  const [whole] = runSync(rows, adjustedItt({ outcome: 'y', assignment: 'arm', control: 'off', treatments: ['on'], adjust: ['x'] })).estimates;
  expect(days.at(-1)!.value).toBeCloseTo(whole.value, 10);
});

it('of events counts who had them on each day', () => {
  const { blocks } = runSync(rows, effectSoFar({ ...options, outcome: 'done', measure: { op: 'column', name: 'done' } }));
  const on = blocks!.get('on')!;
  const counted = (day: number, name: string) => Array.from(arm.keys()).filter((i) => arm[i] === name && Math.floor(at[i] / 86_400) === day);
  for (const [i, { treatment, control }] of on.entries()) {
    const [ours, theirs] = [counted(20_000 + i, 'on'), counted(20_000 + i, 'off')];
    expect(treatment).toEqual({ units: ours.length, events: ours.filter((row) => done[row] === 1).length });
    expect(control).toEqual({ units: theirs.length, events: theirs.filter((row) => done[row] === 1).length });
  }
});

it('has no effect while an arm is not there', () => {
  const late = fromColumns({
    at: Float64Array.of(0, 1, 2, 86_400, 86_401, 86_402),
    arm: ['off', 'off', 'off', 'on', 'on', 'on'],
    y: Float64Array.of(1, 2, 4, 3, 5, 9),
  });
  const [first, second] = runSync(late, effectSoFar({ ...options, treatments: ['on'] })).arms.get('on')!;
  expect(first).toEqual({ day: 0, units: 3, fewest: 0 });
  expect(second).toMatchObject({ day: 1, units: 6, fewest: 3, value: expect.closeTo(17 / 3 - 7 / 3, 12) });
});
