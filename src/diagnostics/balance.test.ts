import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { studentTTwoSided } from '../math/distributions/student-t.ts';
import { stream } from '../math/random/stream.ts';
import { runSync } from '../relation/run.ts';
import { balance } from './balance.ts';

describe('balance', () => {
  const random = stream(8);
  const z = Array.from({ length: 2000 }, () => random.bernoulli(0.5));
  const x = z.map(() => random.normal());
  const w = x.map((value) => 0.8 * value + random.normal());
  const of = (columns: Readonly<Record<string, readonly (number | string | null)[]>>, covariates: readonly (string | { factor: string })[]) =>
    runSync(fromColumns({ z, ...columns }), balance({ assignment: 'z', control: 0, covariates }));

  it('joins all mean differences in one test, whatever the scale or the combination of the covariates', () => {
    const [plain, changed] = [of({ x, w }, ['x', 'w']), of({ x: x.map((v) => 100 - 5 * v), w: w.map((v, i) => v + 3 * x[i]) }, ['x', 'w'])];
    expect(changed.findings[0].pValue).toBeCloseTo(plain.findings[0].pValue!, 10);
    const alone = of({ x }, ['x']).findings[0];
    // With one covariate it is the t test with a pooled variance.
    const [a, b] = [1, 0].map((arm) => x.filter((_, i) => z[i] === arm));
    const mean = (values: number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
    const squares = (values: number[]): number => values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0);
    const pooled = (squares(a) + squares(b)) / (x.length - 2);
    const t = (mean(a) - mean(b)) / Math.sqrt(pooled * (1 / a.length + 1 / b.length));
    expect(alone.pValue).toBeCloseTo(studentTTwoSided(t, x.length - 2), 12);
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
