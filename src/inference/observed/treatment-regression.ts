import { leastSquares } from '../../moments/least-squares.ts';
import type { Moments } from '../../moments/moments.ts';
import { momentsOf } from '../../moments/moments-of.ts';
import type { Benchmark } from '../sensitivity/benchmarks.ts';
import type { TreatmentCoefficient } from '../sensitivity/robustness-value.ts';
import type { ObservedUnits } from './observed-units.ts';

/** Columns that enter together, such as the levels of a factor. */
export interface ColumnGroup {
  readonly name: string;
  /** Of the columns of the units. */
  readonly columns: readonly string[];
}

/** The regression of an outcome on treatment and covariates, and how much each group of them tells of either. */
export interface TreatmentRegression {
  readonly coefficient: TreatmentCoefficient;
  /** The standard deviation of what treatment and covariates leave of the outcome. */
  readonly deviation: number;
  readonly benchmarks: readonly Benchmark[];
}

const [treatment, outcomeName] = ['estimand:treated', 'estimand:outcome'];

/** `treatmentRegressionIn` of units. One pass over them. */
export function treatmentRegression(
  outcome: Float64Array,
  { treated, names, columns }: ObservedUnits,
  groups: readonly ColumnGroup[],
): TreatmentRegression | undefined {
  const m = momentsOf({
    [treatment]: Float64Array.from(treated),
    ...Object.fromEntries(names.map((name, j) => [name, columns[j]])),
    [outcomeName]: outcome,
  });
  return treatmentRegressionIn(m, { treatment, outcome: outcomeName, names }, groups);
}

/**
 * Least squares of the outcome on treatment and covariates, from which the bias of a hidden cause is bounded.
 *
 * Model    the classical error; a group's partial R2 with the treatment is what it explains of the treatment beside the other covariates, with the outcome beside treatment
 *          and the others.
 * Shapes   moments of treatment (0 or 1), covariates and outcome. Undefined where columns tell nothing of their own, or nothing is left of treatment or outcome.
 * Source   Cinelli & Hazlett (2020), Journal of the Royal Statistical Society B 82.
 */
export function treatmentRegressionIn(
  m: Moments,
  { treatment, outcome, names }: { readonly treatment: string; readonly outcome: string; readonly names: readonly string[] },
  groups: readonly ColumnGroup[],
): TreatmentRegression | undefined {
  const left = (of: string, regressors: readonly string[]): number | undefined => {
    const fit = regressors.length === 0 ? undefined : leastSquares(m, of, regressors);
    if (fit === undefined) return m.comoment[m.columns.indexOf(of) * (m.columns.length + 1)];
    return 'kind' in fit ? undefined : fit.residualSumOfSquares;
  };
  const fit = leastSquares(m, outcome, [treatment, ...names]);
  const ofTreatment = left(treatment, names);
  if ('kind' in fit || !ofTreatment || !(fit.residualSumOfSquares > 0) || fit.dfResidual < 2) return undefined;
  const standardError = Math.sqrt(fit.residualSumOfSquares / fit.dfResidual / ofTreatment);
  const share = (all: number | undefined, without: number | undefined): number => (all === undefined || !without ? 0 : Math.max(0, 1 - all / without));
  const benchmarks = groups.map(({ name, columns: own }): Benchmark => {
    const others = names.filter((one) => !own.includes(one));
    return {
      name,
      withTreatment: share(ofTreatment, left(treatment, others)),
      withOutcome: share(fit.residualSumOfSquares, left(outcome, [treatment, ...others])),
    };
  });
  const deviation = Math.sqrt(fit.residualSumOfSquares / fit.dfResidual);
  return { coefficient: { estimate: fit.coefficients[1], standardError, df: fit.dfResidual }, deviation, benchmarks };
}
