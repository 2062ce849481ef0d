import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { symmetricEigen } from '../../math/symmetric-eigenvalues.ts';
import { type FixedEffectsErrors, type FixedEffectsQuestion, type FixedEffectsRegression, fixedEffectsRegression } from './fixed-effects-regression.ts';

const found = (question: FixedEffectsQuestion): FixedEffectsRegression => {
  const answer = fixedEffectsRegression(question);
  if ('kind' in answer) throw new Error(JSON.stringify(answer));
  return answer;
};

const panel = (seed: number) => {
  const random = stream(seed);
  const rows = Array.from({ length: 20 }, (_, unit) => Array.from({ length: 6 }, (__, period) => ({ unit, period })))
    .flat()
    .filter(() => random.uniform() < 0.8)
    .map((row) => ({ ...row, treated: row.period >= 2 + (row.unit % 5) ? 1 : 0, x: random.normal(), y: random.normal(), w: 0.5 + random.uniform() }));
  return rows;
};
type Rows = ReturnType<typeof panel>;

function question(rows: Rows, kind: 'classical' | 'HC1' | 'CR1' | 'two-way'): FixedEffectsQuestion {
  const unit = Int32Array.from(rows, (row) => row.unit);
  const period = Int32Array.from(rows, (row) => row.period);
  const errors: FixedEffectsErrors = kind === 'CR1' ? { kind, clusters: [unit] } : kind === 'two-way' ? { kind: 'CR1', clusters: [unit, period] } : { kind };
  return {
    outcome: Float64Array.from(rows, (row) => row.y),
    regressors: [Float64Array.from(rows, (row) => row.treated), Float64Array.from(rows, (row) => row.x)],
    effects: [unit, period],
    weights: Float64Array.from(rows, (row) => row.w),
    errors,
  };
}

const same = (a: FixedEffectsRegression, b: FixedEffectsRegression, tolerance = 1e-11): void => {
  for (const [j, value] of a.coefficients.entries()) expect(Math.abs(b.coefficients[j] - value)).toBeLessThan(tolerance);
  for (const [e, value] of a.covariance.entries()) expect(Math.abs(b.covariance[e] - value)).toBeLessThan(tolerance);
  expect([b.n, b.df, b.parameters, b.clusters]).toEqual([a.n, a.df, a.parameters, a.clusters]);
};

describe.each(['classical', 'HC1', 'CR1', 'two-way'] as const)('a regression with absorbed effects, %s', (kind) => {
  it('does not depend on the order of rows or the names of levels', () => {
    for (let seed = 0; seed < 5; seed++) {
      const rows = panel(seed);
      const random = stream(seed + 50);
      const mixed = rows.map((row) => ({ row, at: random.uniform() })).sort((a, b) => a.at - b.at);
      const renamed = mixed.map(({ row }) => ({ ...row, unit: 3 * (19 - row.unit), period: (row.period * 5 + 2) % 7 }));
      same(found(question(rows, kind)), found(question(renamed, kind)));
    }
  });

  it('does not change with a constant of each unit and one of each period', () => {
    const rows = panel(7);
    const moved = rows.map((row) => ({ ...row, y: row.y + 100 * row.unit - 7 * row.period, x: row.x + row.unit }));
    same(found(question(rows, kind)), found(question(moved, kind)), 1e-10);
  });

  it('does not count rows that are alone in a level', () => {
    const rows = panel(9);
    const alone = [...rows, { unit: 30, period: 9, treated: 1, x: 5, y: 100, w: 1 }, { unit: 30, period: 2, treated: 0, x: 1, y: -50, w: 1 }];
    const with2 = found(question(alone, kind));
    same(found(question(rows, kind)), with2);
    expect(with2.singletons.count).toBe(2);
  });
});

describe('errors of a regression with absorbed effects', () => {
  it('by clusters of one row each are HC1 but for the factor', () => {
    const rows = panel(4);
    const asked = question(rows, 'HC1');
    const each = found({ ...asked, errors: { kind: 'CR1', clusters: [Int32Array.from(rows, (_, i) => i)] } });
    const hc1 = found(asked);
    expect([each.parameters, each.df]).toEqual([hc1.parameters, rows.length - 1]);
    for (const [e, value] of hc1.covariance.entries()) expect(each.covariance[e]).toBeCloseTo(value, 12);
  });

  it('by the same clusters twice are those by one kind', () => {
    const asked = question(panel(5), 'CR1');
    const [unit] = asked.effects;
    const twice = found({ ...asked, errors: { kind: 'CR1', clusters: [unit, unit.slice()] } });
    expect(twice.clusters).toEqual([19, 19]);
    same(found(asked), { ...twice, clusters: [19] });
  });

  it('by clusters of two kinds have no negative direction, and say so where they had', () => {
    let repaired = 0;
    for (let seed = 0; seed < 30; seed++) {
      const rows = panel(seed).slice(0, 40);
      const random = stream(seed);
      const draw = (levels: number) => Int32Array.from(rows, () => Math.floor(random.uniform() * levels));
      const answer = fixedEffectsRegression({ ...question(rows, 'HC1'), errors: { kind: 'CR1', clusters: [draw(4), draw(4)] } });
      if ('kind' in answer) {
        expect(answer.kind).toBe('negative-variance');
        continue;
      }
      if (answer.repaired !== undefined) {
        repaired++;
        expect(answer.repaired).toBeLessThan(0);
      }
      const { values } = symmetricEigen(answer.covariance, 2);
      expect(values[0]).toBeGreaterThan(-1e-12 * values[1]);
    }
    expect(repaired).toBeGreaterThan(0);
  });

  it('count fewer parameters where the graph of the effects falls apart', () => {
    const rows = [...panel(1), ...panel(2).map((row) => ({ ...row, unit: row.unit + 20, period: row.period + 6 }))];
    const { levels, parameters } = found(question(rows, 'classical'));
    expect(parameters).toBe(2 + levels[0] + levels[1] - 2);
  });

  it('are refused with one cluster, with no freedom, and with clusters that do not fit', () => {
    const rows = panel(3);
    const asked = question(rows, 'CR1');
    const one = new Int32Array(rows.length);
    expect(fixedEffectsRegression({ ...asked, errors: { kind: 'CR1', clusters: [one] } })).toEqual({ kind: 'too-few-clusters', clusters: 1 });
    expect(fixedEffectsRegression({ ...asked, errors: { kind: 'CR1', clusters: [one.subarray(1)] } })).toEqual({
      kind: 'unusable',
      input: 'cluster',
      index: 0,
      problem: 'length',
      rows: 1,
    });
    const square = [0, 0, 1, 1].map((unit, i) => ({ unit, period: i % 2, treated: i === 3 ? 1 : 0, x: 0, y: i * i, w: 1 }));
    expect(fixedEffectsRegression(question(square, 'HC1'))).toEqual({ kind: 'no-freedom', n: 4, parameters: 4 });
  });
});
