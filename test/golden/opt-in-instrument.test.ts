import { describe, expect, it } from 'vitest';
import { complierProfile } from '../../src/inference/observed/complier-profile.ts';
import { leastSquaresEffect } from '../../src/inference/observed/least-squares-effect.ts';
import { type Propensity, propensityOf } from '../../src/inference/observed/propensity.ts';
import { optInColumns, optInGolden } from '../support/opt-in-golden.ts';
import { found } from '../support/opt-in-published.ts';

interface ProfileGolden {
  readonly mean: number;
  readonly HC0: number;
  readonly CR0: number;
  readonly share: number;
}

const { tolerance, profile, leastSquares } = optInGolden<{
  tolerance: number;
  profile: Readonly<Record<'x' | 'paid', ProfileGolden>>;
  leastSquares: { value: number; HC2: number; byTeam: number };
}>('instrument');
const rows = optInColumns('encouraged');
const numbers = (name: string): Float64Array => Float64Array.from(rows[name], Number);
const columns = [numbers('x'), numbers('paid')];
const clusters = { codes: Int32Array.from(rows.team, Number), count: 60 };
const units = { treated: Uint8Array.from(rows.d, Number), names: ['x', 'paid'], columns };

describe('who is moved by an encouragement', () => {
  const encouraged = Uint8Array.from(rows.z, Number);
  const propensity = found<Propensity>(propensityOf({ ...units, treated: encouraged }));

  it.each([
    ['HC0', undefined],
    ['CR0', clusters],
  ] as const)('weighted by kappa, its error carrying the chance of encouragement (%s)', (kind, by) => {
    const { share, means } = complierProfile(units.treated, encouraged, columns, propensity, by)!;
    for (const [j, wanted] of [profile.x, profile.paid].entries()) {
      expect(share / wanted.share - 1).toBeCloseTo(0, 9);
      expect(Math.abs(means[j].mean - wanted.mean)).toBeLessThan(tolerance * wanted.HC0);
      expect(means[j].standardError / wanted[kind] - 1).toBeCloseTo(0, 8);
    }
  });

  it('is nobody where the encouragement keeps units from opting in', () => {
    const away = Uint8Array.from(encouraged, (z) => 1 - z);
    expect(complierProfile(units.treated, away, columns, found<Propensity>(propensityOf({ ...units, treated: away })))).toBeUndefined();
  });
});

it('least squares on the choice is that of statsmodels, HC2 and by teams', () => {
  const effect = (by?: typeof clusters) => {
    const answer = leastSquaresEffect(numbers('y'), by ? { ...units, clusters: by } : units);
    if ('kind' in answer) throw new Error(answer.kind);
    return answer;
  };
  expect(effect().value / leastSquares.value - 1).toBeCloseTo(0, 10);
  expect(effect().standardError / leastSquares.HC2 - 1).toBeCloseTo(0, 9);
  expect(effect(clusters).standardError / leastSquares.byTeam - 1).toBeCloseTo(0, 9);
});
