import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { column } from '../expressions/build.ts';
import { runSync } from '../relation/run.ts';
import { leeBounds, type Observed } from './lee-bounds.ts';

/** Two arms of so many units, of which these outcomes are known. */
function boundsOf(treatment: readonly number[], control: readonly number[], treated: number, controls = treated) {
  const values = (known: readonly number[], units: number) => [...known, ...Array.from({ length: units - known.length }, () => null)];
  const z = Float64Array.from({ length: treated + controls }, (_, i) => (i < treated ? 1 : 0));
  const rows = fromColumns({ y: [...values(treatment, treated), ...values(control, controls)], z });
  const observed = (arm: string, known: readonly number[], units: number): Observed => ({
    arm,
    n: known.length,
    share: known.length / units,
    mean: known.reduce((a, b) => a + b, 0) / known.length,
  });
  return runSync(rows, leeBounds(observed('1', treatment, treated), observed('0', control, controls), column('y'), 'z'));
}

describe('leeBounds', () => {
  it('drops the excess from above and from below', () => {
    expect(boundsOf([1, 2, 3, 10], [2, 4], 4)).toEqual({ low: 1.5 - 3, high: 6.5 - 3 });
  });

  it('trims the control arm when that is the fuller one', () => {
    expect(boundsOf([2, 4], [1, 2, 3, 10], 4)).toEqual({ low: 3 - 6.5, high: 3 - 1.5 });
  });

  it('counts the unit at the boundary by its fraction', () => {
    // 2.4 of 4 are kept.
    const { low, high } = boundsOf([10, 2, 3, 1], [0, 0, 0], 4, 5);
    expect(low).toBeCloseTo((1 + 2 + 0.4 * 3) / 2.4, 12);
    expect(high).toBeCloseTo((10 + 3 + 0.4 * 2) / 2.4, 12);
  });

  it('keeps less than one unit when nearly all are lost in the other arm', () => {
    const { low, high } = boundsOf([5, 1, 3], [2], 3, 10);
    expect(low).toBeCloseTo(1 - 2, 12);
    expect(high).toBeCloseTo(5 - 2, 12);
  });

  it('shares ties at the boundary', () => {
    expect(boundsOf([1, 1, 1, 1, 0, 0], [0, 0, 0], 6)).toEqual({ low: 1 / 3, high: 1 });
  });

  it('is the difference of means when nobody is lost', () => expect(boundsOf([1, 2, 6], [1, 1, 1], 3)).toEqual({ low: 2, high: 2 }));

  it('does not narrow when a value is moved outward', () => {
    const [near, far] = [boundsOf([1, 2, 3, 4], [2, 2], 4), boundsOf([-9, 2, 3, 40], [2, 2], 4)];
    expect(far.low).toBeLessThan(near.low);
    expect(far.high).toBeGreaterThan(near.high);
  });
});
