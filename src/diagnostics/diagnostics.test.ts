import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { EstimandError } from '../errors/estimand-error.ts';
import type { Answer } from '../estimate/answer.ts';
import { chiSquareTail } from '../math/distributions/chi-square.ts';
import { stream } from '../math/random/stream.ts';
import type { Asking } from '../relation/asking.ts';
import type { SyncRelation } from '../relation/relation.ts';
import { runSync } from '../relation/run.ts';
import { balance } from './balance.ts';
import { missingness } from './missingness.ts';
import { repeatedUnits } from './repeated-units.ts';
import { sampleRatio } from './sample-ratio.ts';
import { unitFlow } from './unit-flow.ts';

const repeat = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const arms = (control: number, treatment: number) => [...repeat(control, 0), ...repeat(treatment, 1)];
const codeOf = (relation: SyncRelation, asking: Asking<Answer>): string | undefined => {
  try {
    runSync(relation, asking);
    return undefined;
  } catch (error) {
    return error instanceof EstimandError ? error.code : String(error);
  }
};

describe('sampleRatio', () => {
  const verdictOf = (control: number, treatment: number) => {
    const { findings } = runSync(fromColumns({ z: arms(control, treatment) }), sampleRatio({ assignment: 'z', shares: { 0: 0.5, 1: 0.5 } }));
    return findings[0];
  };

  it('passes, warns below p = 0.01 and fails on identification below p = 0.001', () => {
    expect(verdictOf(500, 510)).toMatchObject({ verdict: 'pass' });
    expect(verdictOf(500, 590)).toMatchObject({ verdict: 'warn' });
    expect(verdictOf(500, 640)).toMatchObject({ verdict: 'fail', identification: true, threshold: 0.001 });
    expect(verdictOf(500, 590).identification).toBeUndefined();
  });

  it('is the chi-square test of several arms', () => {
    const z = [...repeat(30, 'a'), ...repeat(50, 'b'), ...repeat(40, 'c')];
    const { findings } = runSync(fromColumns({ z }), sampleRatio({ assignment: 'z', shares: { a: 0.25, b: 0.5, c: 0.25 } }));
    const statistic = 0 + 100 / 60 + 100 / 30;
    expect(findings[0].statistic).toBeCloseTo(statistic, 12);
    expect(findings[0].pValue).toBeCloseTo(chiSquareTail(statistic, 2), 12);
    expect(findings[0].says).toContain('25 % : 50 % : 25 %');
  });

  it('counts an arm that is planned and empty, and rows without an arm', () => {
    const { findings, exhibits } = runSync(fromColumns({ z: [...repeat(20, 'a'), null, null] }), sampleRatio({ assignment: 'z', shares: { a: 0.5, b: 0.5 } }));
    expect(exhibits[0].columns).toMatchObject({ units: [20, 0], observed: [1, 0] });
    expect(findings).toMatchObject([
      { check: 'sample-ratio', verdict: 'fail', statistic: 20 },
      { check: 'unassigned-units', verdict: 'warn', statistic: 2 },
    ]);
  });

  it('names what is wrong with the shares', () => {
    const rows = fromColumns({ z: arms(5, 5) });
    expect(codeOf(rows, sampleRatio({ assignment: 'z', shares: { 0: 0.5, 1: 0.4 } }))).toBe('shares-sum');
    expect(codeOf(rows, sampleRatio({ assignment: 'z', shares: { 0: 1, 1: 0 } }))).toBe('shares-sum');
    expect(codeOf(rows, sampleRatio({ assignment: 'z', shares: { 0: 1 } }))).toBe('shares-incomplete');
    expect(codeOf(fromColumns({ z: [null, null] }), sampleRatio({ assignment: 'z', shares: { 0: 0.5, 1: 0.5 } }))).toBe('arm-missing');
  });
});

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
    expect(codeOf(fromColumns({ y: [1, 2], z: [1, 1] }), missingness({ outcome: 'y', assignment: 'z', control: 0 }))).toBe('arm-missing');
  });
});

describe('balance', () => {
  const random = stream(8);
  const z = Array.from({ length: 2000 }, () => random.bernoulli(0.5));
  const x = z.map(() => random.normal());
  const w = x.map((value) => 0.8 * value + random.normal());
  const of = (columns: Readonly<Record<string, readonly (number | string | null)[]>>, covariates: readonly (string | { factor: string })[]) =>
    runSync(fromColumns({ z, ...columns }), balance({ assignment: 'z', control: 0, covariates }));

  it('joins all mean differences in a Wald test, whatever the scale or the combination of the covariates', () => {
    const [plain, changed] = [of({ x, w }, ['x', 'w']), of({ x: x.map((v) => 100 - 5 * v), w: w.map((v, i) => v + 3 * x[i]) }, ['x', 'w'])];
    expect(changed.findings[0].pValue).toBeCloseTo(plain.findings[0].pValue!, 10);
    const alone = of({ x }, ['x']).findings[0];
    const [v1, v0] = [1, 0].map((arm) => {
      const values = x.filter((_, i) => z[i] === arm);
      const mean = values.reduce((a, b) => a + b) / values.length;
      return { mean, of: values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1) / values.length };
    });
    expect(alone.pValue).toBeCloseTo(chiSquareTail((v1.mean - v0.mean) ** 2 / (v1.of + v0.of), 1), 12);
  });

  it('warns of one large difference and fails when all together cannot be chance', () => {
    const shifted = (shift: number) => of({ x: x.map((value, i) => value + shift * z[i]) }, ['x']).findings[0];
    expect(of({ x }, ['x']).findings[0]).toMatchObject({ verdict: 'pass' });
    const few = fromColumns({ z: z.slice(0, 200), x: x.slice(0, 200).map((value, i) => value + 0.2 * z[i]) });
    const [small] = runSync(few, balance({ assignment: 'z', control: 0, covariates: ['x'] })).findings;
    expect(small).toMatchObject({ verdict: 'warn', about: { column: 'x', arm: '1' } });
    expect(small.pValue).toBeGreaterThan(0.01);
    expect(shifted(0.5)).toMatchObject({ verdict: 'fail', identification: true });
    expect(shifted(0.5).statistic).toBeGreaterThan(0.4);
  });

  it('compares levels and missingness too', () => {
    const g = z.map((_, i) => (i % 3 === 0 ? 'a' : i % 3 === 1 ? 'b' : 'c'));
    const holes = x.map((value, i) => (i % 9 === 0 ? null : value));
    const { findings, exhibits } = of({ g, x: holes }, ['x', { factor: 'g' }]);
    expect(exhibits[0].columns.label).toEqual(['x', 'x is missing', 'g=b', 'g=c']);
    expect(findings[0].pValue).toBeGreaterThan(0);
    const known = holes.filter((value) => value !== null);
    const sd = exhibits[0].columns.value[0] as number;
    expect(Math.abs(sd)).toBeLessThan(0.2);
    expect(known.length).toBeLessThan(x.length);
  });

  it('does without the joint test when covariates repeat each other, and says so', () => {
    const { findings } = of({ x, w: x.map((v) => 2 * v) }, ['x', 'w']);
    expect(findings[0].pValue).toBeUndefined();
    expect(findings[0].says).toContain('no joint test');
  });

  it('says nothing of covariates without two values', () =>
    expect(of({ g: z.map(() => 'only') }, [{ factor: 'g' }])).toEqual({ estimates: [], findings: [], exhibits: [] }));

  it('takes the smallest of several p-values as often as there are arms', () => {
    const many = z.map((_, i) => i % 3);
    const asked = (covariates: readonly string[]) => balance({ assignment: 'many', control: 0, covariates });
    const both = runSync(fromColumns({ many, x }), asked(['x'])).findings[0].pValue!;
    const single = [1, 2].map((arm) => {
      const keep = many.flatMap((value, i) => (value === 0 || value === arm ? [i] : []));
      return runSync(fromColumns({ many: keep.map((i) => many[i]), x: keep.map((i) => x[i]) }), asked(['x'])).findings[0].pValue!;
    });
    expect(both).toBeCloseTo(Math.min(1, 2 * Math.min(...single)), 10);
  });
});

describe('repeatedUnits', () => {
  it('passes when every unit has one row', () => {
    expect(runSync(fromColumns({ unit: ['a', 'b', 'c'] }), repeatedUnits({ unit: 'unit' })).findings).toMatchObject([{ verdict: 'pass', statistic: 0 }]);
  });
  it('fails on identification, counting units and rows', () => {
    const { findings } = runSync(fromColumns({ unit: ['a', 'b', 'a', 'a', 'c', 'c', null] }), repeatedUnits({ unit: 'unit' }));
    expect(findings).toMatchObject([
      { verdict: 'fail', identification: true, statistic: 2, says: '2 of 3 values of unit have more than one row (6 rows in all).' },
    ]);
  });
});

describe('unitFlow', () => {
  it('counts every loss from the rows to the estimate', () => {
    const { exhibits } = runSync(fromColumns({ z: [0, 1, 1, null, 0], y: [1, null, 2, 3, 4] }), unitFlow({ assignment: 'z', outcome: 'y' }));
    expect(exhibits[0].columns).toMatchObject({ units: [5, 4, 3], lost: [0, 1, 1] });
    expect(exhibits[0].says).toBe('3 of 5 units are in the estimate of y.');
  });
});
