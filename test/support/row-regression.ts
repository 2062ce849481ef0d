import { expect } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import type { Answer } from '../../src/estimate/answer.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { type CovarianceKind, coefficientCovariance } from '../../src/inference/sandwich.ts';
import { type DesignMatrix, type DesignTerm, designOf, type FactorTerm, type NumericTerm } from '../../src/models/design.ts';
import { type LinearRegression, linearRegression } from '../../src/models/linear-regression.ts';
import type { Asking } from '../../src/relation/asking.ts';
import { runSync } from '../../src/relation/run.ts';
import { columnsOfUnits, type Unit } from './experiments.ts';

export const contrast = { outcome: 'y', assignment: 'z', control: 0 };

/** The estimates, or undefined where these units cannot tell them: collinear covariates or leverage one. */
export function estimatesOf(
  units: readonly Unit[],
  asking: Asking<Answer>,
  more: Readonly<Record<string, readonly (number | null)[]>> = {},
): readonly Estimate[] | undefined {
  try {
    const { estimates } = runSync(fromColumns({ ...columnsOfUnits(units), ...more }), asking);
    return estimates.length > 0 ? estimates : undefined;
  } catch (error) {
    if (error instanceof EstimandError && error.code === 'covariates-collinear') return undefined;
    throw error;
  }
}

export const numeric = (name: string, values: ArrayLike<number>): NumericTerm => ({ kind: 'numeric', name, values: Float64Array.from(values) });
export const factor = (name: string, values: readonly string[]): FactorTerm => {
  const levels = [...new Set(values)].sort();
  return { kind: 'factor', name, levels, codes: values.map((level) => levels.indexOf(level)) };
};
export const arm = (units: readonly Unit[], of: number): NumericTerm =>
  numeric(
    `z=${of}`,
    units.map(({ z }) => (z === of ? 1 : 0)),
  );
export const centred = ({ names, columns }: DesignMatrix): readonly NumericTerm[] =>
  columns.map((values, j) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return numeric(
      names[j],
      values.map((v) => v - mean),
    );
  });

/** The regression on the rows themselves; undefined unless it is sound enough to be compared to nine digits. */
export function regression(units: readonly Unit[], terms: readonly DesignTerm[]): LinearRegression | undefined {
  const fit = linearRegression({ outcome: columnsOfUnits(units).y, design: designOf(units.length, terms) });
  if ('kind' in fit || fit.dfResidual < 1 || fit.leverage.some((h) => h > 1 - 1e-6)) return undefined;
  return fit.gramInverse.every((v) => Math.abs(v) < 1e4) && fit.residualSumOfSquares > 1e-3 ? fit : undefined;
}

export function expectCoefficient(found: Estimate, fit: LinearRegression, name: string, covariance: CovarianceKind, added = 0): void {
  const [j, k] = [fit.names.indexOf(name), fit.names.length];
  const matrix = coefficientCovariance(fit, covariance) as Float64Array;
  const standardError = Math.sqrt(matrix[j * (k + 1)] + added);
  expect(Math.abs(found.value - fit.coefficients[j])).toBeLessThan(1e-9 * Math.max(Math.abs(found.value), standardError));
  expect(Math.abs(found.standardError! / standardError - 1), covariance).toBeLessThan(1e-8);
  expect(found.interval.reference).toEqual({ kind: 't', df: fit.dfResidual });
}
