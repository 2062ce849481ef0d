import { type ColumnGroup, type TreatmentRegression, treatmentRegression, treatmentRegressionIn } from '../../inference/observed/treatment-regression.ts';
import { benchmarkBounds, strongestBound } from '../../inference/sensitivity/benchmarks.ts';
import type { HiddenCause } from '../../inference/sensitivity/strength.ts';
import { remembered } from '../../math/remembered.ts';
import type { Fitted } from './fitted.ts';
import type { ManyFitted } from './from-moments/many-fitted.ts';
import { outcomeIn, treatedName } from './from-moments/many-units.ts';
import type { Chosen } from './options.ts';

/** How much each covariate, all levels of a factor together, tells of choice and outcome beside the others. */
export function strengthsOf(fitted: Fitted): TreatmentRegression | undefined {
  const { terms, outcome, units } = fitted;
  return remembered(fitted, 'strengths', () => treatmentRegression(outcome, units, groupsOf(terms)));
}

/** The same of units that are too many to be fetched. */
export const strengthsOfMany = ({ units: { terms, names, whole } }: ManyFitted, c: Chosen): TreatmentRegression | undefined =>
  treatmentRegressionIn(whole, { treatment: treatedName, outcome: outcomeIn(c), names }, groupsOf(terms));

function groupsOf(terms: readonly { readonly covariate: string; readonly name: string }[]): readonly ColumnGroup[] {
  const covariates = [...new Set(terms.map(({ covariate }) => covariate))];
  return covariates.map((name) => ({ name, columns: terms.filter((term) => term.covariate === name).map((term) => term.name) }));
}

/** A hidden cause as strong as the covariate that would do the effect most harm; absent where nothing bounds it. */
export function strongestCause(fitted: Fitted, { level }: Chosen): { readonly name: string; readonly cause: HiddenCause } | undefined {
  const regression = strengthsOf(fitted);
  const strongest = regression && strongestBound(benchmarkBounds(regression.coefficient, regression.benchmarks, { times: [1], level }));
  return strongest?.cause && strongest.cause.withOutcome < 1 ? { name: strongest.name, cause: strongest.cause } : undefined;
}
