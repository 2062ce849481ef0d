import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { stream } from '../math/random/stream.ts';
import { runSync } from '../relation/run.ts';
import { missingness } from './missingness.ts';

const repeat = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const arms = (control: number, treatment: number) => [...repeat(control, 0), ...repeat(treatment, 1)];

describe('missingness', () => {
  const finding = (lost: { control: number; treatment: number }, effect = 0) => {
    const z = arms(1000, 1000);
    const random = stream(4);
    const y = z.map((arm, i) => (i % 1000 < (arm === 1 ? lost.treatment : lost.control) ? null : random.normal() + effect * arm));
    return runSync(fromColumns({ y, z }), missingness({ outcome: 'y', assignment: 'z', control: 0 })).findings[0];
  };

  it('passes when nothing is missing, or as much in both arms', () => {
    expect(finding({ control: 0, treatment: 0 })).toMatchObject({ verdict: 'pass', statistic: 0, pValue: 1, says: 'y is known for every unit.' });
    expect(finding({ control: 100, treatment: 110 })).toMatchObject({ verdict: 'pass' });
  });

  it('says of several arms once that all is known, else of which it is', () => {
    const z = [0, 0, 0, 1, 1, 1, 2, 2, 2];
    const says = (y: (number | null)[]) =>
      runSync(fromColumns({ y, z }), missingness({ outcome: 'y', assignment: 'z', control: 0 })).findings.map((f) => f.says);
    expect(says([1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual(['y is known for every unit.']);
    expect(says([1, 2, 3, 4, 5, 6, 7, 8, null])).toEqual([
      'y is known for every unit of arm 1 and of arm 0.',
      expect.stringMatching(/^y is missing for 33.3 % of arm 2 and 0/),
    ]);
  });

  it('tests the shares with their pooled variance', () => {
    const { statistic } = finding({ control: 100, treatment: 110 });
    expect(statistic).toBeCloseTo(0.01 / Math.sqrt(0.105 * 0.895 * (2 / 1000)), 10);
  });

  it('warns with the bounds, and fails on identification when p < 0.001', () => {
    expect(finding({ control: 40, treatment: 68 })).toMatchObject({ verdict: 'warn', mend: expect.any(String) });
    const { limits, ...failing } = finding({ control: 0, treatment: 60 });
    expect(failing).toMatchObject({ verdict: 'fail', identification: true, says: expect.stringContaining('Lee bounds') });
    expect([Math.sign(limits!.low), Math.sign(limits!.high)]).toEqual([-1, 1]);
    expect(finding({ control: 0, treatment: 60 }, 2).limits!.low).toBeGreaterThan(1.5);
  });

  describe('with units that were lost before', () => {
    const z = arms(1000, 1000);
    const y = z.map((_, i) => (i % 2 === 0 ? 1 : 0));
    const lossOf = (column: string, control: number, treatment: number) => ({
      column,
      arms: [
        { arm: '0', lost: control, kept: 1000 },
        { arm: '1', lost: treatment, kept: 1000 },
      ],
    });
    const asked = (...losses: ReturnType<typeof lossOf>[]) =>
      runSync(fromColumns({ y, z }), missingness({ outcome: 'y', assignment: 'z', control: 0, losses })).findings[0];

    it('counts them in the bounds', () => {
      const found = asked(lossOf('site', 0, 100));
      expect(found).toMatchObject({ verdict: 'fail', says: expect.stringMatching(/^y or site is missing for 9\.1 % of arm 1 and 0\.0 % of arm 0/) });
      // 500 of 1,000 in either arm; of 1,100 with a hundred that are all 0, or all 1.
      expect(found.says).toContain('between -4.55 pp and +4.55 pp (worst-case bounds)');
    });

    it('tests each cause, and counts the causes', () => {
      const [one, two] = [asked(lossOf('site', 5, 17)), asked(lossOf('site', 5, 17), lossOf('team', 0, 0))];
      expect(two.pValue! / one.pValue!).toBeCloseTo(3 / 2, 10);
    });

    it('bounds nothing where the arms lose by different causes', () => {
      const found = asked(lossOf('site', 0, 50), lossOf('team', 50, 0));
      expect(found).toMatchObject({ verdict: 'fail', says: expect.stringContaining('which nothing bounds') });
      expect(found.limits).toBeUndefined();
    });
  });

  it('counts a unit without its block as lost', () => {
    const z = arms(1000, 1000);
    const block = z.map((arm, i) => (arm === 1 && i % 10 === 0 ? null : 'a'));
    const [found] = runSync(fromColumns({ y: z, z, block }), missingness({ outcome: 'y', assignment: 'z', control: 0, needed: ['block'] })).findings;
    expect(found).toMatchObject({ verdict: 'fail', says: expect.stringMatching(/^y or block is missing for 10\.0 % of arm 1/) });
  });

  it('of clusters is tested by permutation of clusters', () => {
    const rows = Array.from({ length: 400 }, (_, i) => ({ team: Math.floor(i / 20), z: Math.floor(i / 200), y: i >= 300 && i < 320 ? null : i % 7 }));
    const columns = { team: rows.map((r) => r.team), z: rows.map((r) => r.z), y: rows.map((r) => r.y) };
    const asked = { outcome: 'y', assignment: 'z', control: 0 };
    const pValue = (o: object) => runSync(fromColumns(columns), missingness({ ...asked, ...o })).findings[0].pValue!;
    expect(pValue({})).toBeLessThan(1e-4);
    expect(pValue({ cluster: 'team' })).toBeGreaterThan(0.9);
    expect(pValue({ cluster: 'team' })).toBe(pValue({ cluster: 'team', seed: 1 }));
  });

  it('names the control arm that is not there', () => {
    expect(() => runSync(fromColumns({ y: [1, 2], z: [1, 1] }), missingness({ outcome: 'y', assignment: 'z', control: 0 }))).toThrow('No rows have z = "0"');
  });
});
