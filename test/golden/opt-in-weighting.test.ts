import { describe, expect, it } from 'vitest';
import { effectErrors } from '../../src/inference/observed/effect-errors.ts';
import type { Target } from '../../src/inference/observed/observed-units.ts';
import { type Propensity, type PropensityModel, propensityOf } from '../../src/inference/observed/propensity.ts';
import { weightedMeans } from '../../src/inference/observed/weighted-means.ts';
import { optInGolden, optInTable } from '../support/opt-in-golden.ts';

interface PropensityGolden {
  readonly terms: Readonly<Record<string, readonly string[]>>;
  readonly likelihood: readonly {
    readonly data: string;
    readonly model: 'logit' | 'probit';
    readonly terms: string;
    readonly coefficients: readonly number[];
    readonly covariance: readonly (readonly number[])[];
    readonly lowest: number;
    readonly highest: number;
  }[];
}

interface RidgeGolden {
  readonly ridge: readonly {
    readonly data: string;
    readonly penalty: number;
    readonly scale: 'columns' | 'standardized';
    readonly terms: string;
    readonly coefficients: readonly number[];
    readonly HC0: readonly (readonly number[])[];
    readonly lowest: number;
    readonly highest: number;
  }[];
}

interface WeightingGolden {
  readonly tolerance: number;
  readonly cases: readonly {
    readonly data: string;
    readonly outcome: string;
    readonly model: 'logit' | 'probit';
    readonly terms: string;
    readonly estimand: Target;
    readonly effect: number;
    readonly means: readonly [treated: number, control: number];
    readonly errors: { readonly HC0: number; readonly CR0: number };
    readonly covarianceOfMeans: readonly (readonly number[])[];
  }[];
}

const propensities = optInGolden<PropensityGolden>('propensity');
const ridges = optInGolden<RidgeGolden>('propensity').ridge.filter(({ scale }) => scale === 'standardized');
const weighting = optInGolden<WeightingGolden>('weighting');
const models = { logit: 'logistic', probit: 'probit' } as const;

function fitted(data: string, terms: string, model: PropensityModel) {
  const table = optInTable(data, propensities.terms[terms]);
  const propensity = propensityOf(table.units, model);
  if ('kind' in propensity) throw new Error(propensity.kind);
  return { ...table, propensity: propensity satisfies Propensity };
}

describe('the chance of opting in', () => {
  it.each(propensities.likelihood)('is that of statsmodels: $data, $model, $terms', ({ data, terms, model, coefficients, covariance, lowest, highest }) => {
    const { propensity } = fitted(data, terms, models[model]);
    const errors = covariance.map((row, j) => Math.sqrt(row[j]));
    for (const [j, wanted] of coefficients.entries()) expect(Math.abs(propensity.coefficients[j] - wanted)).toBeLessThan(1e-10 * errors[j]);
    const k = coefficients.length;
    for (const [e, found] of propensity.covariance.entries()) {
      const [i, j] = [Math.floor(e / k), e % k];
      expect(Math.abs(found - covariance[i][j])).toBeLessThan(1e-9 * errors[i] * errors[j]);
    }
    expect([Math.min(...propensity.chances), Math.max(...propensity.chances)]).toEqual([expect.closeTo(lowest, 10), expect.closeTo(highest, 10)]);
  });
});

describe('the chance of opting in with a ridge penalty', () => {
  it.each(ridges)(
    "is sklearn's, and its sandwich that of the penalised score: $data, $penalty",
    ({ data, terms, penalty, coefficients, HC0, lowest, highest }) => {
      const { propensity } = fitted(data, terms, { ridge: penalty });
      const errors = HC0.map((row, j) => Math.sqrt(row[j]));
      for (const [j, wanted] of coefficients.entries()) expect(Math.abs(propensity.coefficients[j] - wanted)).toBeLessThan(1e-9 * errors[j]);
      expect([Math.min(...propensity.chances), Math.max(...propensity.chances)]).toEqual([expect.closeTo(lowest, 10), expect.closeTo(highest, 10)]);
    },
  );

  it.each(ridges)('carries its error into a sum of linear predictors: $data, $penalty', ({ data, terms, penalty, HC0 }) => {
    const { propensity, units } = fitted(data, terms, { ridge: penalty });
    const n = units.treated.length;
    // The mean of the linear predictors moves by the mean of the columns.
    const adds = propensity.carried(new Float64Array(n).fill(1 / n));
    const means = [1, ...units.columns.map((column) => column.reduce((sum, x) => sum + x, 0) / n)];
    const wanted = HC0.reduce((sum, row, i) => sum + row.reduce((own, value, j) => own + means[i] * value * means[j], 0), 0);
    expect(adds.reduce((sum, x) => sum + x * x, 0) / wanted - 1).toBeCloseTo(0, 8);
  });
});

describe('weighting by it, with the error that carries its estimation', () => {
  const { tolerance, cases } = weighting;
  it.each(cases)('$data $outcome $model $terms $estimand', ({ data, outcome, model, terms, estimand, effect, means, errors, covarianceOfMeans }) => {
    const { units, outcomes, clusters, propensity } = fitted(data, terms, models[model]);
    const found = weightedMeans(outcomes[outcome], units, estimand, propensity);
    const [control, treated] = found.map(({ value }) => value);
    for (const [value, wanted] of [
      [treated, means[0]],
      [control, means[1]],
      [treated - control, effect],
    ])
      expect(Math.abs(value - wanted)).toBeLessThan(tolerance * errors.HC0);
    const independent = effectErrors(found, units, 'HC0');
    expect(Math.sqrt(independent.variance) / errors.HC0 - 1).toBeCloseTo(0, 8);
    expect(independent.treatmentVariance / covarianceOfMeans[0][0] - 1).toBeCloseTo(0, 8);
    expect(Math.abs(independent.covariance - covarianceOfMeans[0][1])).toBeLessThan(1e-8 * covarianceOfMeans[0][0]);
    expect(Math.sqrt(effectErrors(found, { ...units, clusters }, 'HC0').variance) / errors.CR0 - 1).toBeCloseTo(0, 8);
  });
});
