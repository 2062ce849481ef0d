import { expect } from 'vitest';
import type { Estimate } from '../../src/estimate/estimate.ts';

/** What a reference package says of an estimate; numbers it does not print are left out. */
export interface ReferenceEstimate {
  readonly value: number;
  readonly standardError: number;
  readonly df?: number;
  readonly pValue?: number;
  readonly low?: number;
  readonly high?: number;
}

/** |a - b| <= tolerance * max(|b|, standard error of the reference): an estimate near zero is as good as its error allows. */
export function expectEstimate(actual: number, expected: number, standardError: number, tolerance: number, what = 'estimate'): void {
  expectWithin(actual, expected, tolerance * Math.max(Math.abs(expected), standardError), what);
}

/** |a - b| <= tolerance * |b|: standard errors, bounds, statistics that are not near zero. */
export function expectRelative(actual: number | undefined, expected: number, tolerance: number, what: string): void {
  expectWithin(actual, expected, tolerance * Math.abs(expected), what);
}

/** |ln a - ln b| <= tolerance * max(1, z^2), z the statistic: tails amplify the rounding of the statistic by its square. */
export function expectPValue(actual: number | undefined, expected: number, statistic: number, tolerance: number, what = 'p-value'): void {
  expectWithin(Math.log(actual ?? Number.NaN), Math.log(expected), tolerance * Math.max(1, statistic ** 2), `log ${what}`);
}

/** Every number of the reference, each by its own rule. */
export function expectAgreesWith(actual: Estimate, expected: ReferenceEstimate, tolerance: number): void {
  expectEstimate(actual.value, expected.value, expected.standardError, tolerance);
  expectRelative(actual.standardError, expected.standardError, tolerance, 'standard error');
  const { reference, pieces } = actual.interval;
  if (expected.df !== undefined) expectRelative(reference.kind === 't' ? reference.df : undefined, expected.df, tolerance, 'degrees of freedom');
  if (expected.low !== undefined) expectEstimate(pieces[0].low ?? Number.NaN, expected.low, expected.standardError, tolerance, 'lower limit');
  if (expected.high !== undefined) expectEstimate(pieces[0].high ?? Number.NaN, expected.high, expected.standardError, tolerance, 'upper limit');
  if (expected.pValue !== undefined) expectPValue(actual.test?.pValue, expected.pValue, expected.value / expected.standardError, tolerance);
}

function expectWithin(actual: number | undefined, expected: number, allowed: number, what: string): void {
  // Written so that NaN and a missing number fail.
  const agrees = actual === expected || Math.abs((actual ?? Number.NaN) - expected) <= allowed;
  expect(agrees, `${what}: ${actual} against ${expected}, allowed ${allowed}`).toBe(true);
}
