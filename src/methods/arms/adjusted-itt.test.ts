import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { EstimandError } from '../../errors/estimand-error.ts';
import { stream } from '../../math/random/stream.ts';
import { runSync } from '../../relation/run.ts';
import { adjustedItt } from './adjusted-itt.ts';
import { ancova } from './ancova.ts';
import { cuped } from './cuped.ts';
import { itt } from './itt.ts';

const random = stream(13);
const n = 400;
const x = Array.from({ length: n }, () => random.normal());
const z = x.map((_, i) => i % 2);
const y = x.map((v, i) => 10 + 3 * v + z[i] + random.normal());
const asked = { outcome: 'y', assignment: 'z', control: 0 };
const methods = { 'adjusted-itt': adjustedItt, ancova };

describe.each(Object.entries(methods))('%s', (_, method) => {
  it('refuses a robust variance when one unit fits itself, and names it', () => {
    const alone = method === ancova ? 1 : 2;
    const g = x.map((__, i) => (i < alone ? 'rare' : 'usual'));
    const of = (covariance: 'HC0' | 'HC2' | 'HC3' | 'nonrobust') =>
      runSync(fromColumns({ y, z, g }), method({ ...asked, adjust: [{ factor: 'g', drawn: true }], covariance }));
    for (const covariance of ['HC2', 'HC3'] as const) {
      const { estimates, findings } = of(covariance);
      expect(estimates).toEqual([]);
      expect(findings).toMatchObject([
        { check: 'leverage', verdict: 'refuse', statistic: alone, says: expect.stringContaining(covariance), mend: expect.stringContaining('rare levels') },
      ]);
    }
    expect(of('HC0').estimates).toHaveLength(1);
    expect(of('nonrobust').estimates).toHaveLength(1);
  });

  it('says how much variance the covariates took away', () => {
    const [[adjusted], [plain]] = [method({ ...asked, adjust: ['x'] }), itt(asked)].map((one) => runSync(fromColumns({ y, z, x }), one).estimates);
    const { varianceReduction } = adjusted.details as { varianceReduction: number };
    expect(varianceReduction).toBeCloseTo(1 - (adjusted.standardError! / plain.standardError!) ** 2, 10);
    expect(varianceReduction).toBeGreaterThan(0.8);
  });

  it('warns of covariates that nearly repeat each other, without losing the effect', () => {
    const near = x.map((v) => v + 1e-5 * random.normal());
    const [alone, both] = [['x'], ['x', 'near']].map((adjust) => runSync(fromColumns({ y, z, x, near }), method({ ...asked, adjust })));
    expect(alone.findings).toEqual([]);
    expect(both.findings).toMatchObject([{ check: 'condition-number', verdict: 'warn', threshold: 1e8 }]);
    expect(both.estimates[0].value).toBeCloseTo(alone.estimates[0].value, 1);
  });

  it('names covariates that determine each other, are constant, or are determined by the assignment', () => {
    const whyOf = (columns: Readonly<Record<string, readonly (number | string)[]>>, adjust: readonly (string | { factor: string })[]) => {
      try {
        runSync(fromColumns({ y, z, x, ...columns }), method({ ...asked, adjust }));
        return undefined;
      } catch (error) {
        return error instanceof EstimandError ? [error.code, error.facts] : error;
      }
    };
    expect(whyOf({ w: x.map((v) => 2 * v - 1) }, ['x', 'w'])).toMatchObject(['covariates-collinear', { columns: ['x', 'w'], why: 'dependent' }]);
    expect(whyOf({ w: x.map(() => 3) }, ['x', 'w'])).toMatchObject(['covariates-collinear', { columns: ['w'], why: 'constant' }]);
    expect(whyOf({ w: z }, ['x', 'w'])).toMatchObject(['covariates-collinear', { columns: ['w'], why: 'assignment' }]);
    expect(whyOf({ g: z.map(String) }, [{ factor: 'g' }])).toMatchObject(['covariates-collinear', { columns: ['g=1'], why: 'assignment' }]);
  });
});

describe('adjusted-itt', () => {
  it('tells the arms at the mean covariates and the slopes that brought them there', () => {
    const [{ details, value, method }] = runSync(fromColumns({ y, z, x }), adjustedItt({ ...asked, adjust: ['x'] })).estimates;
    const { arms, slopes } = details as { arms: { adjustedMean: number; mean: number; n: number }[]; slopes: Record<string, number | string>[] };
    expect(arms[1].adjustedMean - arms[0].adjustedMean).toBe(value);
    expect(arms.map((arm) => arm.n)).toEqual([200, 200]);
    expect(slopes).toMatchObject([{ covariate: 'x', '0': expect.closeTo(3, 0), '1': expect.closeTo(3, 0) }]);
    expect(method.options).toMatchObject({ adjust: ['x'], covariance: 'HC2', target: 'population' });
  });

  it('fails in one arm only when a level is missing there', () => {
    const g = x.map((_, i) => (i % 4 === 1 ? 'only treated' : 'any'));
    expect(() => runSync(fromColumns({ y, z, g }), adjustedItt({ ...asked, adjust: [{ factor: 'g' }] }))).toThrow(
      '"g=only treated" has the same value on every unit of arm "0"',
    );
  });
});

describe('a covariate that some units lack', () => {
  const saidOf = (lacking: (i: number) => boolean, factor = false): string => {
    const values = x.map((v, i) => (lacking(i) ? null : factor ? `g${i % 3}` : v));
    const { findings } = runSync(fromColumns({ y, z, w: values }), adjustedItt({ ...asked, adjust: factor ? [{ factor: 'w' }] : ['w'] }));
    return findings.find(({ check }) => check === 'imputed-covariate')!.says;
  };

  it('is said to be what it was made of', () => {
    expect(saidOf((i) => i < 10)).toMatch(/missing on 10 units .* with the mean and an indicator of missingness/);
    expect(saidOf((i) => i < 10, true)).toMatch(/they were kept, as a level of their own\.$/);
    expect(saidOf((i) => i === 3)).toMatch(/missing on 1 units? .* with the mean alone: an arm has too few that lack it/);
    expect(saidOf((i) => i === 3, true)).toMatch(/as of the first level: an arm has too few/);
  });
});

describe('cuped', () => {
  it('keeps units without the covariate, counts them, and leaves out those without the outcome', () => {
    const holes = x.map((v, i) => (i < 10 ? null : v));
    const known = y.map((v, i) => (i >= 10 && i < 14 ? null : v));
    const { estimates, findings } = runSync(fromColumns({ y: known, z, x: holes }), cuped({ ...asked, covariate: 'x' }));
    expect(estimates[0].sizes).toEqual({ units: 396, perArm: { 0: 198, 1: 198 }, dropped: { 0: 2, 1: 2 } });
    expect(findings).toMatchObject([{ check: 'imputed-covariate', verdict: 'warn', statistic: 10 }]);
  });

  it('refuses a constant covariate and the outcome itself', () => {
    expect(() => runSync(fromColumns({ y, z, x: x.map(() => 1) }), cuped({ ...asked, covariate: 'x' }))).toThrow(
      'Covariate "x" has the same value on every unit',
    );
    expect(() => runSync(fromColumns({ y, z }), cuped({ ...asked, covariate: 'y' }))).toThrow('covariate is "y", the outcome itself');
  });
});
