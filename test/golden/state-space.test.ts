import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fitStructural } from '../../src/inference/state-space/fit.ts';
import { forecast } from '../../src/inference/state-space/forecast.ts';
import { launchEffect } from '../../src/inference/state-space/launch-effect.ts';
import { likelihood, logLikelihood } from '../../src/inference/state-space/likelihood.ts';
import { Recursion } from '../../src/inference/state-space/recursion.ts';
import { filter, smooth } from '../../src/inference/state-space/smoother.ts';
import { layoutOf, type StructuralModel, type StructuralSeries, type Trend, type Variances } from '../../src/inference/state-space/structural-model.ts';
import { expectEstimate, expectPValue, expectRelative } from '../support/agree.ts';
import { told } from '../support/scored-rows-golden.ts';

type Listed = readonly (number | null)[];
type Numbers = readonly number[];

interface Case {
  readonly name: string;
  readonly trend: Trend;
  readonly season: number | null;
  readonly values: Listed;
  readonly regressors: readonly Numbers[];
  readonly given: {
    readonly variances: Partial<Variances>;
    readonly logLikelihood: number;
    readonly diffusePeriods: number;
    readonly errors: Listed;
    readonly errorVariances: Numbers;
    readonly standardized: Listed;
    readonly predictedStates: readonly Numbers[];
    readonly predictedVariances: readonly Numbers[];
    readonly smoothedStates: readonly Numbers[];
    readonly smoothedVariances: readonly Numbers[];
    readonly forecast: { readonly mean: Numbers; readonly variance: Numbers };
    readonly jointForecast: { readonly mean: Numbers; readonly covariance: readonly Numbers[] };
  };
  readonly best: {
    readonly variances: Partial<Variances>;
    readonly logLikelihood: number;
    readonly forecast: { readonly mean: Numbers; readonly variance: Numbers };
  };
}

const golden: {
  readonly tolerance: { readonly fixed: number; readonly best: number; readonly averaged: number };
  readonly cases: readonly Case[];
  readonly averaged: readonly {
    readonly name: string;
    readonly trend: Trend;
    readonly values: Listed;
    readonly before: number;
    readonly average: { readonly value: number; readonly standardError: number; readonly low: number; readonly high: number; readonly pValue: number };
  }[];
} = JSON.parse(readFileSync(new URL('../../goldens/state-space/structural.json', import.meta.url), 'utf8'));
const { fixed, best: likeliest, averaged } = golden.tolerance;

const numbers = (listed: Listed): Float64Array => Float64Array.from(listed, (value) => value ?? Number.NaN);
const modelOf = ({ trend, season }: Case): StructuralModel => (season === null ? { trend } : { trend, season });
const seriesOf = ({ values, regressors }: Case): StructuralSeries => ({ values: numbers(values), regressors: regressors.map(numbers) });
const whole = (variances: Partial<Variances>): Variances => ({ irregular: 0, level: 0, slope: 0, seasonal: 0, ...variances });
const variancesOf = (covariance: Float64Array, size: number): readonly number[] => Array.from({ length: size }, (_, i) => covariance[i * (size + 1)]);

/** Numbers against those of the reference: relative to each, or to what is usual among them. */
function expectAll(actual: ArrayLike<number>, expected: Listed, scale: number, tolerance: number, what: string): void {
  expect(actual.length, what).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    if (value === null) expect(actual[i], `${what}, ${i}`).toBeNaN();
    else expectEstimate(actual[i], value, scale, tolerance, `${what}, ${i}`);
  }
}

describe.each(golden.cases)('$name, at given variances', (c) => {
  const [model, series, variances] = [modelOf(c), seriesOf(c), whole(c.given.variances)];
  const { size } = layoutOf(model, series.regressors.length);
  const filtered = filter(model, series, variances);
  const known = filtered.slice(c.given.diffusePeriods);
  const deviation = Math.sqrt(variances.irregular);

  it('has the likelihood', () => {
    const parts = likelihood(new Recursion(layoutOf(model, series.regressors.length), series), series.values.length, variances);
    expectRelative(logLikelihood(parts!), c.given.logLikelihood, fixed, 'log-likelihood');
  });

  it('predicts each period from those before it', () => {
    expectAll(
      known.map(({ error }) => error),
      c.given.errors,
      deviation,
      fixed,
      'errors',
    );
    expectAll(
      known.map(({ variance }) => variance),
      c.given.errorVariances,
      0,
      fixed,
      'variances of errors',
    );
    expectAll(
      known.map(({ error, variance }) => error / Math.sqrt(variance)),
      c.given.standardized,
      1,
      fixed,
      'standardized errors',
    );
    for (const [t, { state, finite }] of known.entries()) {
      expectAll(state, c.given.predictedStates[t], deviation, fixed, `state ${t}`);
      expectAll(variancesOf(finite, size), c.given.predictedVariances[t], deviation ** 2, fixed, `variances of state ${t}`);
    }
  });

  it('finds the states given all periods', () => {
    for (const [t, { state, covariance }] of smooth(model, series, filtered).entries()) {
      expectAll(state, c.given.smoothedStates[t], deviation, fixed, `state ${t}`);
      expectAll(variancesOf(covariance, size), c.given.smoothedVariances[t], deviation ** 2, fixed, `variances of state ${t}`);
    }
  });

  it('predicts the periods after it jointly', () => {
    const { mean, covariance } = forecast(model, series, variances, c.given.forecast.mean.length)!;
    expectAll(mean, c.given.forecast.mean, deviation, fixed, 'mean');
    expectAll(variancesOf(covariance, mean.length), c.given.forecast.variance, 0, fixed, 'variances');
    // By generalized least squares with covariance matrices of all periods, which loses some digits.
    expectAll(mean, c.given.jointForecast.mean, deviation, 10 * fixed, 'mean by least squares');
    expectAll(covariance, c.given.jointForecast.covariance.flat(), deviation ** 2, 10 * fixed, 'covariance by least squares');
  });
});

describe.each(golden.cases)('$name, at the largest likelihood', (c) => {
  const fit = told(fitStructural(modelOf(c), seriesOf(c)));

  it('has no smaller likelihood and the same variances', () => {
    expect(fit.logLikelihood).toBeGreaterThan(c.best.logLikelihood - 1e-6);
    expect(fit.logLikelihood).toBeLessThan(c.best.logLikelihood + 1e-6);
    const largest = Math.max(...Object.values(c.best.variances));
    for (const [name, value] of Object.entries(c.best.variances)) {
      expectEstimate(fit.variances[name as keyof Variances], value, 1e-3 * largest, likeliest, name);
    }
  });

  it('has the same forecasts', () => {
    const { mean, covariance } = forecast(fit.model, fit.standard, fit.variances, c.best.forecast.mean.length)!;
    for (const [i, variance] of c.best.forecast.variance.entries()) {
      expectEstimate(mean[i] + fit.center, c.best.forecast.mean[i], Math.sqrt(variance), likeliest, `mean ${i}`);
      expectRelative(covariance[i * (mean.length + 1)], variance, likeliest, `variance ${i}`);
    }
  });
});

it('has the published variances of the Nile', () => {
  // Durbin & Koopman (2012), section 2.10.3, and the log-likelihood there, which leaves out 2 pi of the diffuse period.
  const fit = told(fitStructural({ trend: 'local-level' }, seriesOf(golden.cases.find(({ name }) => name === 'Nile')!)));
  expect(fit.variances.irregular).toBeCloseTo(15_099, -1);
  expect(fit.variances.level).toBeCloseTo(1469.1, 0);
  expect(fit.logLikelihood + Math.log(2 * Math.PI) / 2).toBeCloseTo(-632.54, 1);
});

it.each(golden.averaged)('averages over variances as a grid does: $name', ({ trend, values, before, average }) => {
  const found = told(launchEffect({ trend }, { values: numbers(values), regressors: [] }, { before, level: 0.95, draws: 1000, seed: 7 })).average;
  const { standardError, value, pValue } = average;
  expectEstimate(found.value, value, standardError, averaged / 2, 'value');
  expectRelative(found.standardError, standardError, averaged / 2, 'standard error');
  for (const end of ['low', 'high'] as const) expect(Math.abs(found[end] - average[end]), end).toBeLessThan(averaged * standardError);
  expectPValue(found.pValue, pValue, value / standardError, averaged / 2);
});
