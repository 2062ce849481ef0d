import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bestLinearProjection } from '../../src/inference/benefit/best-linear-projection.ts';
import { type Calibration, calibrationTest, residualCalibrationTest } from '../../src/inference/benefit/calibration-test.ts';
import type { EffectScores } from '../../src/inference/benefit/effect-scores.ts';
import type { HeterogeneityRefusal } from '../../src/inference/benefit/heterogeneity-refusal.ts';
import { rate, rateDifference } from '../../src/inference/benefit/rate.ts';
import { predictionGroups, sortedGroups } from '../../src/inference/benefit/sorted-groups.ts';
import { targetingCurve } from '../../src/inference/benefit/targeting-curve.ts';

interface Fitted {
  readonly coefficients: readonly number[];
  readonly errors: readonly number[];
}
interface Case {
  readonly name: string;
  readonly x: readonly (readonly number[])[];
  readonly level: readonly number[];
  readonly scores: readonly number[];
  readonly predictions: readonly number[];
  readonly treatment: readonly number[];
  readonly weights?: readonly number[];
  readonly clusters?: readonly number[];
  readonly projection: Fitted & { readonly freedom: number; readonly joint: { readonly statistic: number; readonly pValue: number } };
  readonly calibration: readonly (Fitted & { readonly pValues: readonly number[] })[];
  readonly groups: {
    readonly group: readonly number[];
    readonly means: readonly number[];
    readonly errors: readonly number[];
    readonly difference: number;
    readonly differenceError: number;
  };
  readonly rate?: { readonly autoc: number; readonly qini: number };
  readonly targeting: readonly number[];
  readonly average: number;
}
interface Golden {
  readonly tolerance: { readonly closed: number; readonly drawn: number };
  readonly cases: readonly Case[];
  readonly halves: readonly {
    readonly name: string;
    readonly scores: readonly number[];
    readonly priorities: readonly number[];
    readonly other: readonly number[];
    readonly errors: readonly number[];
  }[];
}

const golden: Golden = JSON.parse(readFileSync(new URL('../../goldens/benefit/scores.json', import.meta.url), 'utf8'));
const { closed, drawn } = golden.tolerance;

const answered = <T extends object>(answer: T | HeterogeneityRefusal): T => {
  if ('kind' in answer) throw new Error(answer.kind);
  return answer;
};
const apart = (ours: readonly number[], theirs: readonly number[]): number => {
  expect(ours.length).toBe(theirs.length);
  return Math.max(...theirs.map((value, i) => Math.abs(ours[i] - value) / Math.max(Math.abs(value), 0.1)));
};

describe.each(golden.cases)('scores: $name', (known) => {
  const sample: EffectScores = {
    scores: Float64Array.from(known.scores),
    ...(known.weights && { weights: Float64Array.from(known.weights) }),
    ...(known.clusters && { clusters: Int32Array.from(known.clusters) }),
  };
  const { scores: _, ...of } = sample;
  const predictions = Float64Array.from(known.predictions);

  it('a best linear projection, its errors and its joint test', () => {
    const columns = [
      ...known.x.map((values, j) => ({ name: `x${j}`, values: Float64Array.from(values) })),
      { name: 'level', values: Float64Array.from(known.level), levels: ['a', 'b', 'c'] },
    ];
    const { terms, joint } = answered(bestLinearProjection(sample, { units: known.scores.length, columns }));
    expect(terms.map(({ name }) => name)).toEqual(['(intercept)', 'x0', 'x1', 'level=b', 'level=c']);
    expect(
      apart(
        terms.map(({ value }) => value),
        known.projection.coefficients,
      ),
    ).toBeLessThan(closed);
    expect(
      apart(
        terms.map(({ standardError }) => standardError),
        known.projection.errors,
      ),
    ).toBeLessThan(closed);
    expect(terms[0].reference).toEqual({ kind: 't', df: known.projection.freedom });
    expect(joint!.statistic / known.projection.joint.statistic).toBeCloseTo(1, 8);
    expect(Math.log(joint!.pValue / known.projection.joint.pValue)).toBeCloseTo(0, 6);
  });

  it('calibration on scores and on residuals', () => {
    const found: readonly Calibration[] = [
      answered(calibrationTest(sample, predictions)),
      answered(residualCalibrationTest({ outcome: sample.scores, treatment: Float64Array.from(known.treatment) }, predictions, of)),
    ];
    for (const [i, { mean, differential }] of found.entries()) {
      const { coefficients, errors, pValues } = known.calibration[i];
      expect(apart([mean!.value, differential.value], coefficients)).toBeLessThan(closed * 10);
      expect(apart([mean!.standardError, differential.standardError], errors)).toBeLessThan(closed * 10);
      expect(mean!.pValue).toBeCloseTo(pValues[0], 8);
      expect(differential.pValue).toBeCloseTo(pValues[1], 8);
    }
  });

  it('groups by prediction, and the effects in them', () => {
    const group = predictionGroups(predictions, 4, sample.weights);
    expect([...group]).toEqual(known.groups.group);
    const { effects, difference } = answered(sortedGroups(sample, group, 4));
    expect(
      apart(
        effects.map((effect) => effect!.value),
        known.groups.means,
      ),
    ).toBeLessThan(closed);
    expect(
      apart(
        effects.map((effect) => effect!.standardError),
        known.groups.errors,
      ),
    ).toBeLessThan(closed);
    expect(apart([difference.value, difference.standardError], [known.groups.difference, known.groups.differenceError])).toBeLessThan(closed);
  });

  it('the targeting curve and the areas under it', () => {
    const { points, average, autoc, qini } = answered(targetingCurve(sample, predictions, { draws: 20, seed: 1, level: 0.95 }));
    expect(
      apart(
        points.map(({ targeting }) => targeting.value),
        known.targeting,
      ),
    ).toBeLessThan(closed);
    expect(
      apart(
        points.map(({ gain }) => gain.value),
        known.targeting.map((value, g) => ((g + 1) / 10) * (value + known.average)),
      ),
    ).toBeLessThan(closed);
    expect(average.value).toBeCloseTo(known.average, 10);
    if (known.rate) expect(apart([autoc.value, qini.value], [known.rate.autoc, known.rate.qini])).toBeLessThan(closed);
  });
});

it.each(golden.halves)('errors over drawn halves come to those over all halves: $name', ({ scores, priorities, other, errors }) => {
  const sample: EffectScores = { scores: Float64Array.from(scores) };
  const rules = [Float64Array.from(priorities), Float64Array.from(other)] as const;
  const options = { draws: 4000, seed: 5 };
  const found = [
    answered(rate(sample, rules[0], 'autoc', options)),
    answered(rate(sample, rules[0], 'qini', options)),
    answered(rateDifference(sample, rules, 'autoc', options)),
    answered(targetingCurve(sample, rules[0], { ...options, level: 0.9 })).average,
  ];
  expect(
    apart(
      found.map(({ standardError }) => standardError),
      errors,
    ),
  ).toBeLessThan(drawn);
});
