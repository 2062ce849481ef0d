import { describe, expect, it } from 'vitest';
import { coefficientCovariance } from '../../inference/sandwich.ts';
import { stream } from '../../math/random/stream.ts';
import { momentsOf } from '../../moments/moments-of.ts';
import { designOf, type NumericTerm } from '../design.ts';
import { type TwoStage, twoStage } from './two-stage.ts';
import { type TwoStageRegression, twoStageRegression } from './two-stage-regression.ts';

const random = stream(31);
const n = 200;
const draw = (of: (i: number) => number): Float64Array => Float64Array.from({ length: n }, (_, i) => of(i));
const u = draw(() => random.normal());
const x = draw(() => 4 + random.normal());
const [z1, z2, z3] = [0, 1, 2].map((shift) => draw((i) => shift + random.normal() + 0.3 * x[i]));
const d = draw((i) => 10 + 0.5 * z1[i] + 0.4 * z2[i] + u[i] + random.normal());
const d2 = draw((i) => 0.6 * z3[i] - u[i] + random.normal());
const y = draw((i) => 3 + d[i] - 2 * d2[i] + 0.5 * x[i] + u[i]);
const columns = { y, d, d2, z1, z2, z3, x };
const term = (name: keyof typeof columns): NumericTerm => ({ kind: 'numeric', name, values: columns[name] });
const design = (names: readonly (keyof typeof columns)[], intercept = false) => designOf(n, names.map(term), { intercept });
const roles = { outcome: 'y', endogenous: ['d', 'd2'], instruments: ['z1', 'z2', 'z3'], exogenous: ['x'] };
const m = momentsOf(columns);

describe('two-stage least squares', () => {
  it('is the same from moments and from columns: coefficients, residuals, Gram matrix, first stages', () => {
    const fit = twoStage(m, roles) as TwoStage;
    const data = { outcome: y, endogenous: design(['d', 'd2']), instruments: design(['z1', 'z2', 'z3']), exogenous: design(['x'], true) };
    const byRows = twoStageRegression(data) as TwoStageRegression;
    expect([fit.names, fit.n, fit.dfResidual]).toEqual([['(intercept)', 'd', 'd2', 'x'], n, byRows.dfResidual]);
    const at = fit.names.map((name) => byRows.names.indexOf(name));
    const k = at.length;
    const covariance = coefficientCovariance(byRows, 'nonrobust') as Float64Array;
    for (const [i, a] of at.entries()) {
      expect(Math.abs(fit.coefficients[i] - byRows.coefficients[a])).toBeLessThan(1e-10);
      for (const [j, b] of at.entries()) {
        const entry = fit.gramInverse[i * k + j];
        expect(Math.abs(entry - byRows.gramInverse[a * k + b])).toBeLessThan(1e-10);
        expect(Math.abs((entry * fit.residualSumOfSquares) / fit.dfResidual - covariance[a * k + b])).toBeLessThan(1e-10);
      }
    }
    expect(Math.abs(fit.residualSumOfSquares / byRows.residualSumOfSquares - 1)).toBeLessThan(1e-11);
    for (const [j, stage] of fit.firstStages.entries()) {
      const found = byRows.firstStages[j];
      for (const [i, name] of stage.names.entries())
        expect(Math.abs(stage.coefficients[i] - found.coefficients[found.names.indexOf(name)])).toBeLessThan(1e-10);
    }
  });

  it('is least squares when a column is its own instrument', () => {
    const [own, plain] = [
      twoStage(m, { ...roles, instruments: ['d', 'd2'] }),
      twoStage(m, { ...roles, endogenous: [], instruments: [], exogenous: ['d', 'd2', 'x'] }),
    ];
    const [a, b] = [own as TwoStage, plain as TwoStage];
    for (const [i, value] of a.coefficients.entries()) expect(Math.abs(value - b.coefficients[i])).toBeLessThan(1e-9);
    expect(Math.abs(a.residualSumOfSquares / b.residualSumOfSquares - 1)).toBeLessThan(1e-10);
  });

  it('says why there is none: too few instruments, collinear ones, ones that move nothing', () => {
    const still = draw((i) => (i % 2 === 0 ? 1 : -1));
    const dead = draw((i) => (i % 4 < 2 ? 1 : -1));
    const wide = momentsOf({ ...columns, still, dead, twice: z1.map((v) => 2 * v + 1) });
    expect(twoStage(m, { ...roles, instruments: ['z1'] })).toEqual({ kind: 'too-few-instruments', endogenous: 2, instruments: 1 });
    expect(twoStage(wide, { ...roles, instruments: ['z1', 'z2', 'twice'] })).toMatchObject({ kind: 'collinear', columns: ['z1', 'twice'] });
    expect(twoStage(wide, { outcome: 'y', endogenous: ['still'], instruments: ['dead'], exogenous: [] })).toEqual({ kind: 'unmoved', columns: ['still'] });
    expect(twoStage(wide, { ...roles, endogenous: ['d', 'd'], instruments: ['z1', 'z2'] })).toMatchObject({ kind: 'unmoved' });
  });

  it('says so from columns', () => {
    const data = { outcome: y, endogenous: design(['d', 'd2']), instruments: design(['z1']), exogenous: design(['x'], true) };
    expect(twoStageRegression(data)).toEqual({ kind: 'too-few-instruments', endogenous: 2, instruments: 1 });
    expect(twoStageRegression({ ...data, endogenous: design(['d']), instruments: design(['x']) })).toMatchObject({ kind: 'collinear', columns: ['x'] });
    const short = { names: ['a'], columns: [new Float64Array(1)] };
    expect(twoStageRegression({ outcome: new Float64Array(1), endogenous: short, instruments: short, exogenous: short })).toMatchObject({
      kind: 'too-few-rows',
    });
  });
});
