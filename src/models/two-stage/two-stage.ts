import { combine, unchanged } from '../../moments/combine.ts';
import { type LeastSquares, leastSquares } from '../../moments/least-squares.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';

/** The columns of a regression with instruments; an intercept is always among the exogenous. */
export interface Roles {
  readonly outcome: string;
  readonly endogenous: readonly string[];
  /** Excluded from the regression of the outcome. */
  readonly instruments: readonly string[];
  readonly exogenous: readonly string[];
}

/** A regression with instruments computed from moments, without the rows. */
export interface TwoStage {
  /** `(intercept)`, the endogenous, the exogenous. */
  readonly names: readonly string[];
  readonly coefficients: Float64Array;
  /** Of the outcome less its prediction by the regressors themselves, not by their projections. */
  readonly residualSumOfSquares: number;
  readonly n: number;
  readonly dfResidual: number;
  /** Inverse Gram matrix of the projected regressors, k x k row-major. */
  readonly gramInverse: Float64Array;
  readonly condition: number;
  /** Each endogenous column on instruments and exogenous ones, in that order. */
  readonly firstStages: readonly LeastSquares[];
}

/** Why the coefficients cannot be computed. */
export type NotIdentified =
  | { readonly kind: 'too-few-instruments'; readonly endogenous: number; readonly instruments: number }
  /** These instruments and exogenous columns hold no separate information. */
  | { readonly kind: 'collinear'; readonly columns: readonly string[]; readonly condition: number }
  /** What the instruments predict of the endogenous columns is nothing, or no more than the exogenous ones do. */
  | { readonly kind: 'unmoved'; readonly columns: readonly string[] };

/** When the instruments move a smaller share than this of an endogenous column, it is rounding. */
const leastMoved = 1e-22;

/** The projection of an endogenous column. */
const projected = (name: string): string => `${name} as projected`;

/**
 * Two-stage least squares from moments alone.
 *
 * Model     outcome = intercept + b' endogenous + c' exogenous + error, the error uncorrelated with instruments and exogenous columns: least squares
 *           on the projections of the endogenous columns on instruments and exogenous ones; residuals by the columns themselves.
 * Shapes    moments over all the roles' columns.
 * Errors    too-few-instruments, collinear, unmoved.
 * Source    Theil (1953); Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, chapter 5.
 */
export function twoStage(m: Moments, { outcome, endogenous, instruments, exogenous }: Roles): TwoStage | NotIdentified {
  if (instruments.length < endogenous.length) return { kind: 'too-few-instruments', endogenous: endogenous.length, instruments: instruments.length };
  const given = [...instruments, ...exogenous];
  const firstStages: LeastSquares[] = [];
  for (const column of endogenous) {
    const fit = leastSquares(m, column, given);
    if ('kind' in fit) return { kind: 'collinear', columns: fit.columns, condition: fit.condition };
    firstStages.push(fit);
  }
  const unmoved = endogenous.filter((column, i) => {
    const without = leastSquares(m, column, exogenous);
    return 'kind' in without || without.residualSumOfSquares - firstStages[i].residualSumOfSquares <= leastMoved * comomentOf(m, column, column);
  });
  if (unmoved.length > 0) return { kind: 'unmoved', columns: unmoved };

  const second = withProjections(m, [outcome, ...exogenous], endogenous, given, firstStages);
  const fit = leastSquares(second, outcome, [...endogenous.map(projected), ...exogenous]);
  if ('kind' in fit) return { kind: 'unmoved', columns: endogenous.filter((column) => fit.columns.includes(projected(column))) };
  const regressors = [...endogenous, ...exogenous];
  const residual = { ...Object.fromEntries(regressors.map((name, j) => [name, -fit.coefficients[j + 1]])), [outcome]: 1 };
  return {
    names: [fit.names[0], ...regressors],
    coefficients: fit.coefficients,
    residualSumOfSquares: Math.max(0, combine(m, { residual }).comoment[0]),
    n: fit.n,
    dfResidual: fit.dfResidual,
    gramInverse: fit.gramInverse,
    condition: fit.condition,
    firstStages,
  };
}

/** The moments of some columns and of the projections of others, which have the means of what is projected. */
function withProjections(
  m: Moments,
  kept: readonly string[],
  endogenous: readonly string[],
  given: readonly string[],
  stages: readonly LeastSquares[],
): Moments {
  const slopes = (i: number) => Object.fromEntries(given.map((name, j) => [name, stages[i].coefficients[j + 1]]));
  const second = combine(m, { ...unchanged(kept), ...Object.fromEntries(endogenous.map((column, i) => [projected(column), slopes(i)])) });
  return { ...second, mean: Float64Array.of(...[...kept, ...endogenous].map((name) => meanOf(m, name))) };
}
