import { describe, expect, it } from 'vitest';
import { drawn, foldsOf, predictedFrom, rowsWhere } from '../../../test/support/benefit-worlds.ts';
import { answered, check, scoredUnits, units } from '../../../test/support/scored-units.ts';
import { bestLinearProjection } from './best-linear-projection.ts';
import { calibrationTest } from './calibration-test.ts';
import { type EffectScores, effectScores, scoresAt, valuesAt } from './effect-scores.ts';
import { type HeterogeneityRefusal, saidOf } from './heterogeneity-refusal.ts';
import { rate, rateDifference } from './rate.ts';
import { pValueOf } from './score-estimate.ts';
import { scoreRegression } from './score-regression.ts';
import { sortedGroups } from './sorted-groups.ts';
import { targetingCurve } from './targeting-curve.ts';

const options = { draws: 60, seed: 3 };

describe('errors over units and clusters', () => {
  it('are the same of clusters of one unit each as of units', () => {
    check((seed) => {
      const { sample, x } = scoredUnits(seed);
      const features = { units, columns: [{ name: 'x', values: x }] };
      const alone = answered(bestLinearProjection({ scores: sample.scores, weights: sample.weights! }, features));
      const single = answered(bestLinearProjection({ ...sample, clusters: Int32Array.from(x.keys()) }, features));
      for (const [j, term] of alone.terms.entries()) expect(single.terms[j].standardError / term.standardError).toBeCloseTo(1, 9);
    });
  });

  it('of the joint test of one coefficient are those of its t', () => {
    const { sample, x } = scoredUnits(1);
    const { terms, joint } = answered(bestLinearProjection(sample, { units, columns: [{ name: 'x', values: x }] }));
    expect(joint!.pValue).toBeCloseTo(pValueOf(terms[1]), 10);
  });

  it('leave out a column that others tell, by name, and tell where values are missing', () => {
    const { sample, x } = scoredUnits(2);
    const gaps = x.map((value, i) => (i % 10 === 0 ? Number.NaN : value));
    const { terms, left } = answered(
      bestLinearProjection(sample, {
        units,
        columns: [
          { name: 'x', values: gaps },
          { name: 'twice', values: gaps.map((value) => 2 * value) },
        ],
      }),
    );
    expect(terms.map(({ name }) => name)).toEqual(['(intercept)', 'x', 'x is missing']);
    expect(left).toEqual(['twice', 'twice is missing']);
    expect(terms.every(({ value, standardError }) => Number.isFinite(value) && standardError > 0)).toBe(true);
  });

  it('refuse a coefficient that one unit or one cluster decides', () => {
    const { sample, x } = scoredUnits(3);
    const only = x.map((_, i) => (i === 5 ? 1 : 0));
    const design = { names: ['all', 'only'], columns: [x.map(() => 1), only] };
    expect(scoreRegression({ scores: sample.scores }, design)).toEqual({ kind: 'full-leverage', rows: 1 });
    expect(scoreRegression(sample, design)).toEqual({ kind: 'full-leverage', rows: 1 });
  });
});

it('a mean prediction of zero has no coefficient, differences have', () => {
  const { sample, x } = scoredUnits(14);
  const { mean, differential } = answered(
    calibrationTest(
      { scores: sample.scores },
      x.map((_, i) => (i % 2 === 0 ? 1 : -1)),
    ),
  );
  expect(mean).toBeUndefined();
  expect(differential.standardError).toBeGreaterThan(0);
});

describe('what cannot be answered is said', () => {
  const { sample, priorities, x } = scoredUnits(12);
  const told = (answer: object, kind: HeterogeneityRefusal['kind']): void => {
    expect(answer).toHaveProperty('kind', kind);
    for (const sentence of saidOf(answer as HeterogeneityRefusal)) expect(sentence).toMatch(/^[A-Z0-9].*\.$/);
  };

  it('of values that are no numbers, are too few, or do not fit', () => {
    told(rate({ scores: x.with(3, Number.NaN) }, priorities, 'autoc', options), 'not-finite');
    told(rate({ scores: x.slice(1) }, priorities, 'autoc', options), 'lengths-differ');
    told(rate({ scores: x, weights: x }, priorities, 'autoc', options), 'weights-negative');
    told(rate({ scores: x.slice(0, 3) }, x.slice(0, 3), 'autoc', options), 'too-few-units');
    told(rate({ scores: x, clusters: new Int32Array(units) }, priorities, 'autoc', options), 'too-few-clusters');
    told(targetingCurve({ scores: x }, priorities, { ...options, level: 0.9, grid: Float64Array.of(0.5, 0.2) }), 'out-of-range');
    told(rate(sample, priorities, 'autoc', { seed: 1, draws: 1 }), 'out-of-range');
    told(targetingCurve(sample, priorities, { ...options, level: 95 }), 'out-of-range');
    told(targetingCurve(sample, priorities, { ...options, level: 0.9, costs: x.with(0, Number.NaN) }), 'not-finite');
    told(bestLinearProjection(sample, { units: 3, columns: [] }), 'lengths-differ');
  });

  it('of rules, predictions and groups that tell nobody apart', () => {
    const flat = new Float64Array(units).fill(0.1);
    told(rate(sample, flat, 'qini', options), 'nothing-varies');
    told(rateDifference(sample, [priorities, flat], 'qini', options), 'nothing-varies');
    told(calibrationTest(sample, flat), 'nothing-varies');
    told(sortedGroups(sample, new Int32Array(units), 5), 'nothing-varies');
  });
});

it('scores of a treatment are what those of its arm are more than those of control', () => {
  const made = effectScores({ ofArm: [Float64Array.of(1, 2), Float64Array.of(5, 1), Float64Array.of(0, 0)] }, 1, { clusters: Int32Array.of(0, 1) });
  expect(made).toEqual({ scores: Float64Array.of(4, -1), clusters: Int32Array.of(0, 1) });
});

it('on rows that made a rule it looks good where there is nothing to find, on others it does not', () => {
  let [seen, unseen] = [0, 0];
  for (let r = 0; r < 40; r++) {
    const drawnUnits = drawn({ units: 300, outcome: 'normal', mean: (x, t) => x[0] + t }, 11, r);
    const side = foldsOf(drawnUnits, 2, 12, r);
    const [train, test] = [rowsWhere(side, (f) => f === 0), rowsWhere(side, (f) => f === 1)];
    const { effect, scores } = predictedFrom(drawnUnits, train);
    const sample: EffectScores = { scores: scores.treated.map((value, i) => value - scores.control[i]) };
    const on = (rows: Int32Array): number => answered(calibrationTest(scoresAt(sample, rows), valuesAt(effect, rows))).differential.pValue;
    if (on(train) < 0.05) seen++;
    if (on(test) < 0.05) unseen++;
  }
  expect(seen).toBeGreaterThan(8);
  expect(unseen).toBeLessThan(8);
});
