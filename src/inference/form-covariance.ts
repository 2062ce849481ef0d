import type { Expression } from '../expressions/expression.ts';
import { dot } from '../math/dot.ts';
import { multiplyVector } from '../math/matrix.ts';
import { meanOf } from '../moments/moments.ts';
import { type Asking, ask } from '../relation/asking.ts';
import { moments } from '../relation/requests.ts';
import { derive } from '../relation/steps.ts';
import { fingerprint } from './fingerprint.ts';
import type { CovarianceKind } from './sandwich.ts';
import { type CentredFit, influenceExpressions, type LinearForm } from './second-pass.ts';

export interface Residuals {
  readonly sumOfSquares: number;
  readonly df: number;
}

/** Covariance of some linear functions of a regression's coefficients, m x m, and how many rows have leverage one. */
export interface FormCovariance {
  readonly matrix: Float64Array;
  readonly saturated: number;
}

/**
 * What is reported of a regression known from moments: its classical covariance at once, a robust one in one more scan for all forms together.
 *
 * Source  MacKinnon & White (1985), Journal of Econometrics 29.
 */
export function* formCovariance(
  fit: CentredFit,
  forms: readonly LinearForm[],
  covariance: CovarianceKind,
  residuals: Residuals,
  where: Expression,
): Asking<FormCovariance> {
  const m = forms.length;
  const k = fit.columns.length;
  if (covariance === 'nonrobust') {
    const s2 = residuals.sumOfSquares / residuals.df;
    const between = (a: LinearForm, b: LinearForm): number =>
      s2 * ((a.constant * b.constant) / fit.n + dot(a.slopes, multiplyVector(fit.inverse, b.slopes, k)));
    return { matrix: Float64Array.from(forms.flatMap((a) => forms.map((b) => between(a, b)))), saturated: 0 };
  }
  const prefix = `estimand:${fingerprint([[fit.n], fit.means, fit.inverse])}`;
  const shares = forms.map((form) => influenceExpressions(fit, form, covariance, prefix));
  const [{ derived, saturated }] = shares;
  const columns = { ...Object.fromEntries(shares.map(({ influence }, i) => [`influence ${i}`, influence])), ...(saturated && { saturated }) };
  const reply = yield* ask(moments({ columns, where, ...(Object.keys(derived).length > 0 && { over: [derive(derived)] }) }));
  const { moments: found } = reply.groups[0];
  const p = found.columns.length;
  const factor = covariance === 'HC1' ? fit.n / residuals.df : 1;
  const product = (i: number, j: number): number => found.comoment[i * p + j] + found.n * found.mean[i] * found.mean[j];
  return {
    matrix: Float64Array.from({ length: m * m }, (_, e) => factor * product(Math.floor(e / m), e % m)),
    saturated: saturated ? Math.round(meanOf(found, 'saturated') * found.n) : 0,
  };
}
