import { add, divide, greater, indicator, not, number, subtract, sum, times, when } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { choleskyFactor } from '../math/cholesky.ts';
import { multiplyVector } from '../math/matrix.ts';
import { freedomColumns } from './bell-mccaffrey.ts';
import type { CovarianceKind } from './sandwich.ts';

/** A regression known from moments, about the means of its columns, with what a robust variance needs to ask the rows for. */
export interface CentredFit {
  /** What a row's outcome is less its prediction; of instrumented regressions by the regressors themselves, while `columns` are projected. */
  readonly residual: Expression;
  readonly columns: readonly Expression[];
  readonly n: number;
  readonly means: Float64Array;
  /** Inverse of the centred Gram matrix, k x k. */
  readonly inverse: Float64Array;
}

/** A linear function of the coefficients: `constant` times the intercept at the means, plus `slopes` times the slopes. */
export interface LinearForm {
  readonly constant: number;
  readonly slopes: Float64Array;
}

/** A share in the error of an estimate, row by row, as expressions: columns that are derived one set after the other, then what is summed. */
export interface InfluenceExpressions {
  readonly derived: readonly Readonly<Record<string, Expression>>[];
  /** Squares of it sum to the variance of the linear form, before HC1's factor. */
  readonly influence: Expression;
  /** 1 on rows with leverage one, whose residual is always zero. Absent where leverage is not used. */
  readonly saturated?: Expression;
  /** What the degrees of freedom of HC2 need, by the names that `freedomIn` reads. Absent but for HC2. */
  readonly freedom?: Readonly<Record<string, Expression>>;
}

/**
 * The robust variance of one reported coefficient in one more scan: with the coefficients known, each row's influence is an expression.
 *
 * Shapes  names: `prefix` of the columns that all forms of a fit share, `share` of those of this form.
 * Model   influence_i = e_i w_i / (1 - h_i)^d, with e the residual, w_i = constant / n + slopes' S^-1 (x_i - mean), h the leverage;
 *         d = 0 (HC0, HC1), 1/2 (HC2), 1 (HC3).
 * Source  MacKinnon & White (1985), Journal of Econometrics 29.
 */
export function influenceExpressions(
  fit: CentredFit,
  form: LinearForm,
  covariance: Exclude<CovarianceKind, 'nonrobust'>,
  names: { readonly prefix: string; readonly share: string },
): InfluenceExpressions {
  const k = fit.columns.length;
  const centred = fit.columns.map((x, j) => subtract(x, fit.means[j]));
  const weight = add(form.constant / fit.n, linear(multiplyVector(fit.inverse, form.slopes, k), centred));
  const product = times(fit.residual, weight);
  if (covariance === 'HC0' || covariance === 'HC1') return { derived: [], influence: product };

  const made = (name: string): Expression => ({ op: 'column', name: `${names.prefix}:${name}` });
  const rotated = rotatedColumns(fit);
  const squares = rotated.map((_, j): Expression => times(made(`z${j}`), made(`z${j}`)));
  const slack = subtract(1 - 1 / fit.n, sum(squares));
  const usable = greater(made('slack'), leastSlack);
  const columns = Object.fromEntries(rotated.map((z, j) => [`${names.prefix}:z${j}`, z]));
  const steps = [columns, { [`${names.prefix}:slack`]: slack }];
  const saturated = indicator(not(usable));
  if (covariance === 'HC3') return { derived: steps, influence: when(usable, divide(product, made('slack')), number(0)), saturated };

  const inflated = when(usable, divide(weight, { op: 'call', name: 'sqrt', of: made('slack') }), number(0));
  return {
    derived: [...steps, { [`${names.prefix}:${names.share}`]: inflated }],
    influence: times(fit.residual, made(names.share)),
    saturated,
    freedom: freedomColumns(
      made(names.share),
      made('slack'),
      rotated.map((_, j) => made(`z${j}`)),
    ),
  };
}

/** C'x of the centred columns, S^-1 = CC': orthonormal over the rows, so that x' S^-1 x is the squared length of C'x. */
export function rotatedColumns({ columns, means, inverse }: Pick<CentredFit, 'columns' | 'means' | 'inverse'>): readonly Expression[] {
  const k = columns.length;
  const centred = columns.map((x, j) => subtract(x, means[j]));
  const factor = choleskyFactor(inverse, k)!;
  return columns.map((_, j) =>
    linear(
      Float64Array.from({ length: k }, (__, i) => factor[i * k + j]),
      centred,
    ),
  );
}

/** The residual of a regression of the outcome on these columns. */
export function residualOf(fit: {
  readonly outcome: Expression;
  readonly outcomeMean: number;
  readonly columns: readonly Expression[];
  readonly means: Float64Array;
  readonly slopes: Float64Array;
}): Expression {
  const centred = fit.columns.map((x, j) => subtract(x, fit.means[j]));
  return subtract(subtract(fit.outcome, fit.outcomeMean), linear(fit.slopes, centred));
}

/** Leverage closer to one than this is one. */
export const leastSlack = 1e-9;

function linear(coefficients: Float64Array, columns: readonly Expression[]): Expression {
  return sum(columns.flatMap((x, j) => (coefficients[j] === 0 ? [] : [times(coefficients[j], x)])));
}
