import { describe, expect, it } from 'vitest';
import { familyOf } from '../../../test/support/arm-family.ts';
import { answering } from '../../../test/support/wald-estimate.ts';
import { fromRows } from '../../engines/memory/from-rows.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { column } from '../../expressions/build.ts';
import { itt } from '../../methods/arms/itt.ts';
import { runSync } from '../../relation/run.ts';
import { type ArmFamily, type AskArms, simultaneously } from './simultaneous.ts';

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

describe('arms whose outcome is a number', () => {
  const three = Array.from({ length: 300 }, (_, i) => ({ arm: ['off', 'one', 'two'][i % 3], y: ((i * 7) % 13) + 2 * (i % 3), z: (i * 5) % 11 }));
  const family: ArmFamily = {
    ...familyOf({ assignment: 'arm', arms: ['off', 'one', 'two'], outcomes: [{ name: 'y', measure: column('y') }] }),
    level: 0.9,
    boundsLevel: 0.8,
  };
  const byItt: AskArms = (arms, levels) => itt({ outcome: 'y', assignment: 'arm', ...arms, ...levels });
  const held = (change: Partial<ArmFamily> = {}, ask = byItt) => runSync(fromRows(three), simultaneously({ ...family, ...change }, ask));
  const alone = runSync(fromRows(three), byItt({ control: 'off', treatments: ['one', 'two'] }, { level: 0.9, boundsLevel: 0.8 })).estimates;
  const idOf = (e: Estimate) => e.id;

  it('are each held against control, as one family', () => {
    const { estimates } = held();
    expect(estimates.map(idOf)).toEqual(alone.map(idOf));
    for (const [i, e] of estimates.entries()) {
      expect(e.pointwise).toEqual(alone[i].interval);
      expect(e.interval.pieces[0].low!).toBeLessThan(alone[i].interval.pieces[0].low!);
      expect(e.bounds!.low).toBeLessThan(alone[i].bounds!.low);
      expect(e.role).toBe(alone[i].role);
      expect(e.adjusted!.map(({ procedure, family: name, contrasts }) => [procedure, name, contrasts])).toEqual(
        ['max-t', 'holm', 'hochberg', 'bh'].map((procedure) => [procedure, 'arms against control on y', 2]),
      );
    }
  });

  it('have p-values by max-t that agree with the intervals: below the level where zero is left out', () => {
    const maxT = (e: Estimate) => e.adjusted!.find((a) => a.procedure === 'max-t')!.pValue;
    const [one] = held().estimates;
    // At the level that is its p-value, the interval touches zero.
    const [touching] = held({ level: 1 - maxT(one) }).estimates;
    expect(touching.interval.pieces[0].low).toBeCloseTo(0, 1);
    expect(maxT(one)).toBeGreaterThan(one.test!.pValue);
  });

  it('are compared in pairs too, each called by both arms and beside the decision', () => {
    const { estimates } = held({ comparisons: 'all-pairs' });
    expect(estimates.map((e) => [e.id, e.role])).toEqual([
      [alone[0].id, alone[0].role],
      [alone[1].id, alone[1].role],
      ['itt:y:two-one', 'secondary'],
    ]);
    const [, , pair] = estimates;
    expect(pair.value).toBeCloseTo(alone[1].value - alone[0].value, 12);
    expect(pair.adjusted![0]).toMatchObject({ family: 'all pairs of arms on y', contrasts: 3 });
    expect(pair.interval).toMatchObject({ kind: 'simultaneous', level: 0.9 });
    expect(estimates[0].interval.pieces[0].low!).toBeLessThan(held().estimates[0].interval.pieces[0].low!);
  });

  it('say of a pair only what is refused, and draw no figure of it', () => {
    const findings: readonly Finding[] = [
      { check: 'a', about: {}, verdict: 'refuse', says: 'refused' },
      { check: 'b', about: {}, verdict: 'warn', says: 'warned' },
    ];
    const saying: AskArms = function* (arms, levels) {
      const { estimates } = yield* byItt(arms, levels);
      const columns = { x: [1] };
      return { estimates, findings, exhibits: [{ id: arms.control, title: 't', kind: 'table', says: 's', alt: 's', columns }] };
    };
    const answer = held({ comparisons: 'all-pairs' }, saying);
    expect(answer.findings.map((f) => f.says)).toEqual(['refused', 'warned', 'refused']);
    expect(answer.exhibits.map((e) => e.id)).toEqual(['off']);
  });

  it('leave alone what is no contrast of the family', () => {
    const [one] = alone;
    const about = (change: Partial<Estimate['estimand']>): Estimate => ({ ...one, id: JSON.stringify(change), estimand: { ...one.estimand, ...change } });
    const others = [
      about({ outcome: 'z' }),
      about({ contrast: { treatment: 'three', control: 'off' } }),
      about({ contrast: { treatment: 'one', control: 'none' } }),
    ];
    expect(held({}, () => answering([one, ...others])).estimates.slice(1)).toEqual(others);
  });

  it('leave alone what the method does not answer at the wider level', () => {
    const { estimates } = held({}, (arms, levels) => (levels.level === 0.9 ? byItt(arms, levels) : answering([])));
    expect(estimates).toEqual(alone);
  });

  it('count each method by itself, and an estimate without a test as the largest p-value', () => {
    const [one, { test, ...two }] = alone;
    const other = (e: Estimate): Estimate => ({ ...e, id: `other:${e.id}`, method: { ...e.method, id: 'other' } });
    const { estimates } = held({}, () => answering([one, two, other(alone[0]), other(alone[1])]));
    const holm = ({ adjusted }: Estimate) => adjusted!.find((a) => a.procedure === 'holm')?.pValue;
    const bh = ({ adjusted }: Estimate) => adjusted!.find((a) => a.procedure === 'bh')?.pValue;
    expect(estimates.map((e) => e.adjusted!.map((a) => a.contrasts)[0])).toEqual([2, undefined, 2, 2]);
    expect(estimates[1].adjusted).toEqual([]);
    expect(holm(estimates[0])).toBeCloseTo(2 * one.test!.pValue, 12);
    expect(bh(estimates[0])).toBeCloseTo(2 * one.test!.pValue, 12);
    expect(bh(estimates[2])).toBeCloseTo(Math.min(one.test!.pValue, 2 * one.test!.pValue), 12);
  });

  it('over several outcomes are one family, named by all', () => {
    const outcomes = ['y', 'z'].map((name) => ({ name, measure: column(name) }));
    const both: AskArms = function* (arms, levels) {
      const y = yield* byItt(arms, levels);
      const z = yield* itt({ outcome: 'z', assignment: 'arm', ...arms, ...levels });
      return { ...y, estimates: [...y.estimates, ...z.estimates] };
    };
    const { estimates, joint } = held({ outcomes }, both);
    expect(estimates.map((e) => e.adjusted![0])).toMatchObject(Array(4).fill({ family: 'arms against control on y, z', contrasts: 4 }));
    expect(joint.outcomes).toEqual(['y', 'z']);
  });
});
