import { quadraticForm } from '../../math/matrix.ts';
import { indicatorName } from '../../moments/terms.ts';
import { addMultiples } from './block-loops.ts';
import type { Link } from './link.ts';
import { type BinaryRegression, linkOf } from './logistic-regression.ts';

/** What a change of one column does to the chance of a one. */
export interface MarginalEffect {
  readonly name: string;
  /** By a unit of a number, however small; from 0 to 1 for a column of zeros and ones; from the reference to a level of a factor. */
  readonly kind: 'derivative' | 'difference';
  readonly value: number;
  readonly standardError: number;
}

export interface MarginalEffectsOptions {
  /** Averaged over all rows (default), or at the mean of every column. */
  readonly at?: 'overall' | 'means';
  /** Of the coefficients; default that of the fit. See `binaryCovariance`. */
  readonly covariance?: Float64Array;
}

/**
 * Effects of the columns on the chance of a one, in the order of the coefficients but the constant.
 *
 * Model     mean over rows of the derivative of the share by the column, or of its difference with the column set to 1 and to 0, where the other
 *           indicators of a factor are set to 0. Standard errors by the delta method, at fixed covariates.
 * Units     shares (per unit of the column).
 * Source    Bartus (2005), Stata Journal 5. Parity: statsmodels get_margeff(dummy=True), but for factors of more than two levels, whose other
 *           indicators it leaves as they are.
 */
export function marginalEffects(fit: BinaryRegression, options: MarginalEffectsOptions = {}): readonly MarginalEffect[] {
  const { at = 'overall', covariance = fit.covariance } = options;
  const all = fit.rows.columns;
  const columns = at === 'overall' ? all : all.map((column) => Float64Array.of(column.reduce((sum, x) => sum + x, 0) / column.length));
  const link = linkOf(fit);
  return fit.rows.names.map((name, j) => {
    const binary = all[j].every((x) => x === 0 || x === 1);
    const effect = binary ? difference(fit, link, columns, j, siblings(fit, name, j)) : derivative(fit, link, columns, j);
    return { name, kind: binary ? 'difference' : 'derivative', value: effect.value, standardError: Math.sqrt(quadraticForm(covariance, effect.gradient)) };
  });
}

interface Effect {
  readonly value: number;
  /** By each coefficient. */
  readonly gradient: Float64Array;
}

/** The columns of the same factor, or the column alone. */
function siblings(fit: BinaryRegression, name: string, j: number): readonly number[] {
  for (const shape of fit.shapes) {
    if (shape.kind === 'numeric') continue;
    const own = shape.levels.map((level) => fit.rows.names.indexOf(indicatorName(shape.name, level))).filter((i) => i >= 0);
    if (own.includes(j) && shape.levels.some((level) => indicatorName(shape.name, level) === name)) return own;
  }
  return [j];
}

function predictors(fit: BinaryRegression, columns: readonly Float64Array[]): Float64Array {
  const predictor = new Float64Array(columns[0].length).fill(fit.coefficients[0]);
  addMultiples(predictor, columns, fit.coefficients, 1, 0, predictor.length);
  return predictor;
}

function derivative(fit: BinaryRegression, link: Link, columns: readonly Float64Array[], j: number): Effect {
  const predictor = predictors(fit, columns);
  const n = predictor.length;
  const b = fit.coefficients[j + 1];
  const density = predictor.reduce((sum, x) => sum + link.density(x), 0) / n;
  const slopes = predictor.map(link.densitySlope);
  const gradient = Float64Array.from(fit.coefficients, (_, m) => {
    const along = meanProduct(slopes, m === 0 ? undefined : columns[m - 1]) * b;
    return m === j + 1 ? along + density : along;
  });
  return { value: density * b, gradient };
}

function difference(fit: BinaryRegression, link: Link, columns: readonly Float64Array[], j: number, own: readonly number[]): Effect {
  const base = predictors(fit, columns);
  for (const s of own) for (let i = 0; i < base.length; i++) base[i] -= fit.coefficients[s + 1] * columns[s][i];
  const shifted = base.map((x) => x + fit.coefficients[j + 1]);
  const value = (shifted.reduce((sum, x) => sum + link.share(x), 0) - base.reduce((sum, x) => sum + link.share(x), 0)) / base.length;
  const [one, zero] = [shifted.map(link.density), base.map(link.density)];
  const both = one.map((x, i) => x - zero[i]);
  const gradient = Float64Array.from(fit.coefficients, (_, m) => {
    if (m === j + 1) return meanProduct(one, undefined);
    return own.includes(m - 1) ? 0 : meanProduct(both, m === 0 ? undefined : columns[m - 1]);
  });
  return { value, gradient };
}

function meanProduct(values: Float64Array, column: Float64Array | undefined): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += column === undefined ? values[i] : values[i] * column[i];
  return sum / values.length;
}
