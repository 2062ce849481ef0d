import { and, isKnown } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { dot } from '../math/dot.ts';
import { multiplyVector } from '../math/matrix.ts';
import { meanOf } from '../moments/moments.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { type Group, moments } from '../relation/requests.ts';
import { derive } from '../relation/steps.ts';
import { freedomIn, joinedFreedom } from './bell-mccaffrey.ts';
import { fingerprint } from './fingerprint.ts';
import type { CovarianceKind } from './sandwich.ts';
import { type CentredFit, influenceExpressions, type LinearForm } from './second-pass.ts';

export interface Residuals {
  readonly sumOfSquares: number;
  readonly df: number;
}

/** The rows of the regression, and what degrees of freedom are asked for. */
export interface RowsAsked {
  readonly where: Expression;
  /** Column of the groups whose errors may have variances of their own. */
  readonly by?: string;
  /** Places of the forms that need degrees of freedom. */
  readonly tested?: readonly number[];
}

/** Covariance of some linear functions of a regression's coefficients, m x m, and how many rows have leverage one. */
export interface FormCovariance {
  readonly matrix: Float64Array;
  readonly saturated: number;
  /** Of each form that is tested, by Bell and McCaffrey in each group; only of HC2. Absent of a form without error. */
  readonly freedom?: readonly (number | undefined)[];
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
  { where, by, tested = [] }: RowsAsked,
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
  const shares = forms.map((form) => influenceExpressions(fit, form, covariance, { prefix, share: `share ${fingerprint([[form.constant], form.slopes])}` }));
  const [{ saturated }] = shares;
  const grouped = by === undefined ? {} : { by: [by] };
  const over = [0, 1, 2].flatMap((step) => {
    const made = shares.flatMap(({ derived }) => Object.entries(derived[step] ?? {}));
    return made.length > 0 ? [derive(Object.fromEntries(made))] : [];
  });
  const columns = { ...Object.fromEntries(shares.map(({ influence }, i) => [`influence ${i}`, influence])), ...(saturated && { saturated }) };
  // Of the rows that the regression was fitted to, though no column of these holds the outcome.
  const fitted = and(where, isKnown(fit.residual));
  const freedoms = tested.flatMap((i) => (shares[i].freedom ? [ask(moments({ columns: shares[i].freedom, where: fitted, over, ...grouped }))] : []));
  const [reply, ...byForm] = yield* all([ask(moments({ columns, where, over, ...grouped })), ...freedoms]);
  const [{ moments: first }] = reply.groups;
  const p = first.columns.length;
  const factor = covariance === 'HC1' ? fit.n / residuals.df : 1;
  const productIn = ({ moments: of }: Group, i: number, j: number): number => of.comoment[i * p + j] + of.n * of.mean[i] * of.mean[j];
  const product = (i: number, j: number): number => reply.groups.reduce((total, group) => total + productIn(group, i, j), 0);
  const freedom = byForm.map(({ groups }, at) => {
    const form = tested[at];
    return joinedFreedom(groups.map((group, g) => ({ variance: productIn(reply.groups[g], form, form), ...freedomIn(group.moments, fit.n, k) })));
  });
  return {
    ...(covariance === 'HC2' && { freedom }),
    matrix: Float64Array.from({ length: m * m }, (_, e) => factor * product(Math.floor(e / m), e % m)),
    saturated: saturated ? reply.groups.reduce((total, { moments: of }) => total + Math.round(meanOf(of, 'saturated') * of.n), 0) : 0,
  };
}
