import { describe, expect, it } from 'vitest';
import { contractRows, type Row, relationOf } from '../../test/contract/table.ts';
import { lossByArm } from '../inference/losses/loss-by-arm.ts';
import { itt } from '../methods/arms/itt.ts';
import { runSync } from '../relation/run.ts';
import { type MovedCovariatesOptions, movedCovariates } from './moved-covariates.ts';

const rows = contractRows(400, 3);
const found = (changes: Partial<MovedCovariatesOptions>, on: readonly Row[] = rows) =>
  runSync(relationOf(on), movedCovariates({ assignment: 'z', control: 0, covariates: ['x', { factor: 'g' }], ...changes })).findings;

describe('covariates that move with assignment', () => {
  it('passes those that do not, in one finding', () => {
    expect(found({})).toMatchObject([{ check: 'moved-covariates', verdict: 'pass', about: {}, statistic: 2 }]);
  });

  it('names the one that does, a share with the p-value of an exact test', () => {
    const [finding, ...more] = found({ covariates: ['x', 'd', { factor: 'g' }] });
    const [{ value }] = runSync(relationOf(rows), itt({ outcome: 'd', assignment: 'z', control: 0 })).estimates;
    const [control, treatment] = [0, 1].map((arm) => rows.filter(({ z }) => z === arm));
    const counts = (arm: readonly Row[]) => ({ arm: '', lost: arm.filter(({ d }) => d === 1).length, kept: arm.filter(({ d }) => d === 0).length });
    const [exact] = lossByArm(counts(control), [counts(treatment)]);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ verdict: 'warn', about: { column: 'd', arm: '1' } });
    expect(finding.statistic).toBeCloseTo(value, 12);

    // Looked at twice: its values, and where it is missing.
    expect(finding.pValue! / exact.pValue).toBeCloseTo(2, 8);
  });

  it('takes the p-value of the effect on a number, where no permutation comes near', () => {
    const moved = rows.map((row) => ({ ...row, x: row.x! + 2 * Number(row.z) }));
    const [{ test }] = runSync(relationOf(moved), itt({ outcome: 'x', assignment: 'z', control: 0 })).estimates;
    expect(found({ covariates: ['x'] }, moved)[0].pValue! / test!.pValue).toBeCloseTo(2, 8);
  });

  it('does not take a small arm without large values for a move', () => {
    const skewed = rows.slice(0, 300).map((row, i) => ({ ...row, z: i < 6 ? 1 : 0, x: i < 6 ? 1 + i / 100 : i % 20 === 0 ? 1000 : 1 }));
    const [{ test }] = runSync(relationOf(skewed), itt({ outcome: 'x', assignment: 'z', control: 0 })).estimates;
    expect(test!.pValue).toBeLessThan(5e-4);
    expect(found({ covariates: ['x'] }, skewed)).toMatchObject([{ verdict: 'pass' }]);
  });

  it('sees a level that one arm has more of, and values that one arm is short of', () => {
    const levels = rows.map((row, i) => ({ ...row, g: row.z === 1 && i % 2 === 0 ? 'c' : row.g }));
    expect(found({}, levels)).toMatchObject([{ verdict: 'warn', about: { column: 'g' } }]);
    const holes = rows.map((row, i) => ({ ...row, x: row.z === 1 && i % 5 === 0 ? null : row.x }));
    const [missing] = found({}, holes);
    expect(missing).toMatchObject({ verdict: 'warn', about: { column: 'x' } });
    expect(missing.says).toContain('x is missing');
  });

  it('takes a covariate that is the assignment for moved, without any spread', () => {
    const copied = (times: number) =>
      found(
        { covariates: ['x'] },
        rows.map((row) => ({ ...row, x: times * Number(row.z) })),
      );
    expect(copied(3)).toMatchObject([{ verdict: 'warn', pValue: 0 }]);
    expect(copied(1)).toMatchObject([{ verdict: 'warn' }]);
    expect(copied(1)[0].pValue).toBeLessThan(1e-100);
  });

  it('counts an alarm over levels and arms once for each look', () => {
    const [{ pValue: alone }] = found({ covariates: ['x'] });
    const three = rows.map((row, i) => ({ ...row, z: i % 3 === 2 ? 2 : row.z }));
    expect(alone).toBeLessThanOrEqual(1);
    expect(found({ covariates: ['x'] }, three)).toMatchObject([{ verdict: 'pass' }]);
  });

  it('compares means of clusters', () => {
    // Ten clusters a whole arm long: many rows, few draws.
    const clustered = rows.map((row, i) => ({ ...row, unit: `${i % 5}-${row.z}`, x: row.x! / 10 + (i % 5) + (row.z === 1 ? 0.2 : 0) }));
    expect(found({ covariates: ['x'], cluster: 'unit' }, clustered)).toMatchObject([{ verdict: 'pass' }]);
  });

  it('has nothing to say of an arm of one unit', () => {
    expect(
      found(
        {},
        rows.map((row, i) => ({ ...row, z: i === 0 ? 1 : 0 })),
      ),
    ).toEqual([]);
  });
});
