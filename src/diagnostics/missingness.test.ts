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

  it('warns with the bounds, and fails on identification when p < 0.001 and they include no effect', () => {
    expect(finding({ control: 40, treatment: 68 })).toMatchObject({ verdict: 'warn', mend: expect.any(String) });
    expect(finding({ control: 0, treatment: 60 })).toMatchObject({ verdict: 'fail', identification: true, says: expect.stringContaining('Lee bounds') });
    const clear = finding({ control: 0, treatment: 60 }, 2);
    expect(clear).toMatchObject({ verdict: 'warn' });
    expect(clear.identification).toBeUndefined();
  });

  it('names the control arm that is not there', () => {
    expect(() => runSync(fromColumns({ y: [1, 2], z: [1, 1] }), missingness({ outcome: 'y', assignment: 'z', control: 0 }))).toThrow('No rows have z = "0"');
  });
});
