import { subtract, times } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { indexOf, type Moments, meanOf } from '../moments/moments.ts';
import { type Freedom, freedomOf } from './freedom.ts';
import { satterthwaite } from './welch.ts';

/** What the degrees of freedom of a regression's HC2 error count: what bears on the contrast (Bell and McCaffrey), or all residuals, n - k, for parity. */
export type FreedomBy = 'contrast' | 'residuals';

const [share, squares] = ['estimand:share', 'estimand:squares'];
const rotatedShare = (j: number): string => `estimand:share:${j}`;

/**
 * What one scan must sum so that HC2 gets its degrees of freedom: the share w / sqrt(1 - h) of a row, w its weight in the linear form and h its
 * leverage; the same times each column z of an orthonormal basis; and d^2 (1 - 2h), d the squared share.
 */
export function freedomColumns(of: Expression, slack: Expression, rotated: readonly Expression[]): Readonly<Record<string, Expression>> {
  const squared = times(of, of);
  return {
    [share]: of,
    ...Object.fromEntries(rotated.map((z, j) => [rotatedShare(j), times(of, z)])),
    [squares]: times(times(squared, squared), subtract(times(2, slack), 1)),
  };
}

/**
 * What the degrees of freedom of an HC2 variance come from, or those of the part of it that some of the rows have: from the moments of
 * `freedomColumns` over these rows, of a regression of n rows with k columns beside the constant.
 *
 * Model   under equal error variances the variance is a quadratic form in normal residuals, matched to a chi-square by its first two moments:
 *         df = tr(B)^2 / tr(B^2), B = D (1 - H), D = diag(d), d = w^2 / (1 - h), zero on other rows. With H = QQ' and A = Q'DQ,
 *         tr(B) = tr(D) - tr(A) and tr(B^2) = sum of d^2 (1 - 2h) + the sum of squares of A, so that no matrix over rows is needed.
 * Source  Bell & McCaffrey (2002), Survey Methodology 28; Imbens & Kolesar (2016), Review of Economics and Statistics 98.
 */
export function freedomIn(m: Moments, n: number, k: number): Freedom {
  const places = [share, ...Array.from({ length: k }, (_, j) => rotatedShare(j))].map((name) => indexOf(m, name));
  const total = (a: number, b: number): number => m.comoment[a * m.columns.length + b] + m.n * m.mean[a] * m.mean[b];
  // The constant of the basis is 1 / sqrt(n).
  const scaleOf = (i: number): number => (i === 0 ? 1 / Math.sqrt(n) : 1);
  let [diagonal, ofGram] = [0, 0];
  for (const [i, a] of places.entries()) {
    diagonal += scaleOf(i) ** 2 * total(a, a);
    for (const [j, b] of places.entries()) ofGram += (scaleOf(i) * scaleOf(j) * total(a, b)) ** 2;
  }
  const trace = total(places[0], places[0]) - diagonal;
  return { trace, squares: m.n * meanOf(m, squares) + ofGram };
}

/** A variance that is part of another, and what its degrees of freedom come from. */
export interface VariancePart extends Freedom {
  readonly variance: number;
}

/**
 * Degrees of freedom of a sum of independent HC2 variances, such as those of arms; absent where all of them are zero.
 *
 * Model   the parts' own, joined by Welch and Satterthwaite, as the arms' variances may differ; and no more than those of the sum under equal
 *         variances: a small arm whose variance comes out too small by chance would lend the contrast the degrees of freedom of the large one.
 */
export function joinedFreedom(parts: readonly VariancePart[], beside: readonly { readonly variance: number; readonly df: number }[] = []): number | undefined {
  const joined = satterthwaite([...parts.map((part) => ({ variance: part.variance, df: freedomOf([part]) })), ...beside]);
  return joined === undefined ? undefined : Math.min(joined, freedomOf(parts));
}
