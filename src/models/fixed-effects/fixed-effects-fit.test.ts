import { describe, expect, it } from 'vitest';
import { byDummies, draws } from '../../../test/support/dummies.ts';
import { dot } from '../../math/dot.ts';
import { fixedEffectsFit } from './fixed-effects-fit.ts';

describe('fixedEffectsFit', () => {
  it('gives the coefficients of the regression with dummies', () => {
    for (let seed = 0; seed < 10; seed++) {
      const { normal, codes } = draws(100 + seed, 50);
      const effects = [codes(8), codes(4)];
      const [outcome, ...regressors] = [normal(), normal(), normal()];
      const fit = fixedEffectsFit({ outcome, regressors, effects });
      if ('kind' in fit) throw new Error(fit.kind);
      const [y, a, b] = [outcome, ...regressors].map((column) => byDummies(column, effects));
      const [aa, ab, bb, ay, by] = [dot(a, a), dot(a, b), dot(b, b), dot(a, y), dot(b, y)];
      const expected = [(bb * ay - ab * by) / (aa * bb - ab * ab), (aa * by - ab * ay) / (aa * bb - ab * ab)];
      for (const [j, value] of expected.entries()) expect(Math.abs(fit.coefficients[j] - value)).toBeLessThan(1e-12);
    }
  });

  it('names regressors that effects explain and those that repeat others, with what they repeat', () => {
    const { normal, codes } = draws(9, 60);
    const effects = [codes(9), codes(5)];
    const [outcome, a, b] = [normal(), normal(), normal()];
    const ofUnit = Float64Array.from(effects[0], (unit) => 1e5 + 0.1 * unit);
    const constant = new Float64Array(60).fill(0.1);
    const sum = a.map((value, i) => 2 * value - b[i] + 1000 * ofUnit[i]);
    const fit = fixedEffectsFit({ outcome, regressors: [constant, a, ofUnit, b, sum], effects });
    expect(fit).toMatchObject({
      regressors: [1, 3],
      dropped: [
        { regressor: 0, reason: 'absorbed' },
        { regressor: 2, reason: 'absorbed' },
        { regressor: 4, reason: 'collinear', on: [1, 3] },
      ],
    });
    expect(fixedEffectsFit({ outcome, regressors: [ofUnit], effects })).toEqual({ kind: 'nothing-left', dropped: [{ regressor: 0, reason: 'absorbed' }] });
  });

  it('has nothing to fit with one row a unit, one unit, or one period for each', () => {
    const outcome = Float64Array.of(1, 2, 3);
    const regressors = [Float64Array.of(0, 1, 1)];
    const [apart, same] = [Int32Array.of(0, 1, 2), Int32Array.of(0, 0, 0)];
    expect(fixedEffectsFit({ outcome, regressors, effects: [apart, same] })).toEqual({ kind: 'no-rows' });
    expect(fixedEffectsFit({ outcome, regressors, effects: [same, apart] })).toEqual({ kind: 'no-rows' });
    expect(fixedEffectsFit({ outcome, regressors: [], effects: [same] })).toEqual({ kind: 'nothing-left', dropped: [] });
  });
});
