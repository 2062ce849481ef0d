import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FixedEffectsErrors, fixedEffectsRegression } from '../../src/inference/fixed-effects/fixed-effects-regression.ts';
import { expectEstimate, expectRelative } from '../support/agree.ts';
import { fixedEffectsGolden as golden, panelOf } from '../support/fixed-effects-golden.ts';

interface Expected {
  readonly data: 'balanced' | 'unbalanced';
  readonly regressors: readonly string[];
  readonly effects: readonly string[];
  readonly weights: string | null;
  readonly errors: string | readonly string[];
  readonly kept: readonly string[];
  readonly coefficients: readonly number[];
  readonly covariance: readonly number[];
  readonly repaired: readonly number[] | null;
  readonly n: number;
  readonly df: number;
  readonly parameters: number;
}

describe('regressions with effects absorbed are those of pyfixest', () => {
  it.each(golden.regressions as readonly Expected[])('$data $regressors | $effects, weights $weights, errors $errors', (expected) => {
    const panel = panelOf(expected.data);
    const named = expected.errors;
    const errors = (typeof named === 'string' ? { kind: named } : { kind: 'CR1', clusters: named.map(panel.codes) }) as FixedEffectsErrors;
    const found = fixedEffectsRegression({
      outcome: panel.values('y'),
      regressors: expected.regressors.map(panel.values),
      effects: expected.effects.map(panel.codes),
      ...(expected.weights && { weights: panel.values(expected.weights) }),
      errors,
    });
    const k = expected.kept.length;
    const covariance = expected.repaired ?? expected.covariance;
    if (expected.repaired && k === 1) {
      expect(found).toEqual({ kind: 'negative-variance' });
      return;
    }
    if ('kind' in found) throw new Error(found.kind);
    expect(found.regressors.map((j) => expected.regressors[j])).toEqual(expected.kept);
    expect([found.n, found.df, found.parameters]).toEqual([expected.n, expected.df, expected.parameters]);
    expect(found.repaired === undefined).toBe(expected.repaired === null);
    const error = (a: number): number => Math.sqrt(covariance[a * k + a]);
    for (let a = 0; a < k; a++) {
      expectEstimate(found.coefficients[a], expected.coefficients[a], error(a), golden.tolerance);
      expectRelative(Math.sqrt(found.covariance[a * k + a]), error(a), golden.tolerance, 'standard error');
      for (let b = 0; b < a; b++) expectEstimate(found.covariance[a * k + b], covariance[a * k + b], error(a) * error(b), golden.tolerance, 'covariance');
    }
  });
});

const mpdta = new URL('../../../shared/datasets/mpdta.csv', import.meta.url);

describe('the two-way estimate of the minimum-wage data', () => {
  it.skipIf(!existsSync(mpdta))('is that which was published, and pyfixest finds (not run: data set absent)', () => {
    const [, ...lines] = readFileSync(mpdta, 'utf8').trim().split('\n');
    const rows = lines.map((line) => line.split(',').map(Number));
    const units = [...new Set(rows.map((row) => row[1]))];
    const unit = Int32Array.from(rows, (row) => units.indexOf(row[1]));
    const found = fixedEffectsRegression({
      outcome: Float64Array.from(rows, (row) => row[3]),
      regressors: [Float64Array.from(rows, ([year, , , , first]) => (first > 0 && year >= first ? 1 : 0))],
      effects: [unit, Int32Array.from(rows, ([year]) => year - 2003)],
      errors: { kind: 'CR1', clusters: [unit] },
    });
    if ('kind' in found) throw new Error(found.kind);
    expect(found.coefficients[0].toFixed(6)).toBe(String(golden.mpdta.published));
    expectEstimate(found.coefficients[0], golden.mpdta.estimate, golden.mpdta.standardError, golden.tolerance);
    expectRelative(Math.sqrt(found.covariance[0]), golden.mpdta.standardError, golden.tolerance, 'standard error');
  });
});
