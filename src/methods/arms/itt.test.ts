import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { column, divide, times } from '../../expressions/build.ts';
import { exactDifference, exactRatio } from '../../inference/exact/limits-that-hold.ts';
import { newcombe, newcombeRatio } from '../../inference/newcombe.ts';
import { stream } from '../../math/random/stream.ts';
import { runSync } from '../../relation/run.ts';
import { type IttDetails, itt } from './itt.ts';

/** So many events among so many units of each arm. */
function table([e0, n0]: readonly [number, number], [e1, n1]: readonly [number, number]) {
  const arm = (events: number, n: number) => Array.from({ length: n }, (_, i) => (i < events ? 1 : 0));
  return fromColumns({ y: Float64Array.from([...arm(e0, n0), ...arm(e1, n1)]), z: Float64Array.from({ length: n0 + n1 }, (_, i) => (i < n0 ? 0 : 1)) });
}
const asked = { outcome: 'y', assignment: 'z', control: 0 };

describe('itt with few events', () => {
  it('takes interval, bounds and relative effect from Newcombe, no narrower than an exact test allows, and says so', () => {
    const { estimates, findings } = runSync(table([12, 400], [3, 500]), itt({ ...asked, boundsLevel: 0.975 }));
    const [treatment, control] = [
      { events: 3, n: 500 },
      { events: 12, n: 400 },
    ];
    const [{ interval, bounds, relative, standardError, test, details, method }] = estimates;
    const shown = newcombe(treatment, control, 0.95);
    const limits = exactDifference(treatment, control, shown, 0.025);
    expect(limits).not.toEqual(shown);
    expect(interval).toMatchObject({ pieces: [limits], reference: { kind: 'score' }, level: 0.95 });
    expect(bounds).toEqual({ level: 0.975, ...limits });
    expect([standardError, test]).toEqual([undefined, undefined]);
    expect((details as IttDetails).newcombe).toEqual(shown);
    expect(method.options).toMatchObject({ interval: 'newcombe-exact' });
    const ratio = exactRatio(treatment, control, newcombeRatio(treatment, control, 0.95), 0.025);
    expect(relative).toMatchObject({
      value: 3 / 500 / 0.03 - 1,
      controlMean: 0.03,
      interval: { reference: { kind: 'score' }, pieces: [{ low: ratio.low - 1, high: ratio.high! - 1 }] },
    });
    expect(relative!.bounds).toEqual({ level: 0.975, low: ratio.low - 1, high: ratio.high! - 1 });
    expect(findings).toMatchObject([{ check: 'few-events', verdict: 'warn', about: { estimate: 'itt:y' }, threshold: 10 }]);
    expect(findings[0].says).toContain('12 of 400 in arm 0, 3 of 500 in arm 1');
  });

  it('counts non-events as well, and begins below ten', () => {
    const kindOf = (...counts: Parameters<typeof table>) => runSync(table(...counts), itt(asked)).estimates[0].method.options;
    expect(kindOf([50, 100], [91, 100])).toMatchObject({ interval: 'newcombe-exact' });
    expect(kindOf([50, 100], [90, 100])).toMatchObject({ interval: 'newcombe' });
    expect(kindOf([10, 100], [50, 100])).toMatchObject({ interval: 'newcombe' });
    expect(kindOf([9, 100], [50, 100])).toMatchObject({ interval: 'newcombe-exact' });
  });

  it("is Newcombe's with any number of events, with a test that goes with it, and Welch's beside it", () => {
    const [{ interval, bounds, relative, standardError, test, details }] = runSync(table([120, 4000], [30, 500]), itt(asked)).estimates;
    const [treatment, control] = [
      { events: 30, n: 500 },
      { events: 120, n: 4000 },
    ];
    expect(interval).toMatchObject({ pieces: [newcombe(treatment, control, 0.95)], reference: { kind: 'score' } });
    expect(bounds).toEqual({ level: 0.95, ...newcombe(treatment, control, 0.9) });
    const ratio = newcombeRatio(treatment, control, 0.95);
    expect(relative!.interval!.pieces).toEqual([{ low: ratio.low - 1, high: ratio.high! - 1 }]);
    expect(newcombe(treatment, control, 1 - test!.pValue).low).toBeCloseTo(0, 12);
    const { welch } = details as IttDetails;
    expect(standardError).toBe(welch!.standardError);
    // The share of few units has the longer tail above.
    expect(interval.pieces[0].high! - welch!.high).toBeGreaterThan(0.001);
  });

  it('has an effect without events in one arm, and no relative one without them in control', () => {
    const [{ value, interval, relative }] = runSync(table([0, 200], [4, 200]), itt(asked)).estimates;
    expect(value).toBe(0.02);
    expect(interval.pieces[0].low!).toBeLessThan(value);
    expect(interval.pieces[0].high!).toBeGreaterThan(value);
    expect(relative).toBeUndefined();
    const [none] = runSync(table([4, 200], [0, 200]), itt(asked)).estimates;
    expect(none.relative).toMatchObject({ value: -1, interval: { pieces: [{ low: -1 }] } });
  });

  it('takes shares and counts that are not 0 and 1 as they are', () => {
    const half = runSync(table([3, 100], [5, 100]), itt({ ...asked, measure: divide(column('y'), 2) }));
    expect([half.estimates[0].estimand.unit.kind, half.findings]).toEqual(['plain', []]);
    const double = runSync(table([3, 100], [5, 100]), itt({ ...asked, measure: times(2, column('y')) }));
    expect(double.estimates[0].interval.reference.kind).toBe('t');
    const same = runSync(table([3, 100], [5, 100]), itt({ ...asked, measure: divide(column('y'), 1) }));
    expect([same.estimates[0].estimand.unit.kind, same.estimates[0].interval.reference.kind]).toEqual(['share', 'score']);
    // Mean and mean square of these agree, as they do for 0 and 1.
    const values = [1.5, 0.5, 0.5, ...Array.from({ length: 30 }, (_, i) => i % 2)];
    const two = fromColumns({ y: [...values, ...values.slice(0, 5), 1, 0], z: [...values.map(() => 0), 1, 1, 1, 1, 1, 1, 1] });
    expect(runSync(two, itt(asked)).estimates[0].estimand.unit.kind).toBe('plain');
  });
});

describe('itt without spread in the arms', () => {
  it('has a standard error of zero and no test', () => {
    const constant = fromColumns({ y: [2, 2, 2, 5, 5], z: [0, 0, 0, 1, 1] });
    const [{ value, standardError, test, interval }] = runSync(constant, itt(asked)).estimates;
    expect([value, standardError, test]).toEqual([3, 0, undefined]);
    expect(interval.pieces).toEqual([{ low: 3, high: 3 }]);
  });
});

describe('itt', () => {
  it('is adjusted when covariates are given', () => {
    const random = stream(2);
    const x = Array.from({ length: 60 }, () => random.normal());
    const rows = fromColumns({ x, z: x.map((_, i) => i % 2), y: x.map((v) => v + random.normal()) });
    const [{ id, method }] = runSync(rows, itt({ ...asked, adjust: ['x'] })).estimates;
    expect([id, method.id]).toEqual(['adjusted-itt:y', 'adjusted-itt']);
    expect(runSync(rows, itt({ ...asked, adjust: [] })).estimates[0].id).toBe('itt:y');
  });

  it('compares every arm with control on its own units', () => {
    const y = [1, 2, 3, 11, 12, 16, 7, 7.5, 8];
    const { estimates } = runSync(
      fromColumns({ y, z: ['c', 'c', 'c', 'a', 'a', 'a', 'b', 'b', 'b'] }),
      itt({ outcome: 'y', assignment: 'z', control: 'c', treatments: ['b', 'a'] }),
    );
    expect(estimates.map(({ id, value }) => [id, value])).toEqual([
      ['itt:y:b', 5.5],
      ['itt:y:a', 11],
    ]);
    expect(estimates[0].sizes).toEqual({ units: 6, perArm: { c: 3, b: 3 }, dropped: { c: 0, b: 0 } });
  });

  it('keeps its digits far from zero', () => {
    const random = stream(4);
    const y = Array.from({ length: 400 }, () => random.normal());
    const z = y.map((_, i) => i % 2);
    const [near, far] = [0, 1e9].map((offset) => runSync(fromColumns({ y: y.map((v) => v + offset), z }), itt(asked)).estimates[0]);
    expect(far.value).toBeCloseTo(near.value, 6);
    expect(far.standardError! / near.standardError!).toBeCloseTo(1, 6);
  });
});

describe('few events in clusters that were not randomized', () => {
  it('lets no limit be inside the clustered one or the exact one of units', () => {
    const random = stream(8);
    const n = 400;
    const z = Array.from({ length: n }, (_, i) => i % 2);
    const columns = { z, y: z.map(() => random.bernoulli(0.015)), g: z.map((_, i) => Math.floor(i / 16)) };
    const [exact] = runSync(fromColumns(columns), itt(asked)).estimates;
    const { estimates, findings } = runSync(fromColumns(columns), itt({ ...asked, cluster: 'g', clusterArms: 'any' }));
    const [{ interval, bounds, method, standardError }] = estimates;
    expect(method.options).toMatchObject({ interval: 'newcombe-exact', covariance: 'CR2' });
    expect(standardError).toBeUndefined();
    expect(interval.pieces[0].low!).toBeLessThanOrEqual(exact.interval.pieces[0].low!);
    expect(interval.pieces[0].high!).toBeGreaterThanOrEqual(exact.interval.pieces[0].high!);
    expect(bounds!.high).toBeGreaterThanOrEqual(exact.bounds!.high);
    expect(findings.map(({ check }) => check)).toEqual(['few-events', 'cluster-freedom']);
    expect(findings[0].says).toContain('the clustered one, no narrower than an exact test of units allows');
    expect(findings[1].statistic).toBeGreaterThan(1);
  });
});
