import { type TreatmentRegression, treatmentRegression } from '../../inference/observed/treatment-regression.ts';
import { benchmarkBounds, strongestBound } from '../../inference/sensitivity/benchmarks.ts';
import type { HiddenCause } from '../../inference/sensitivity/strength.ts';
import { remembered } from '../../math/remembered.ts';
import type { Fitted } from './fitted.ts';
import type { Chosen } from './options.ts';

/** How much each covariate, all levels of a factor together, tells of choice and outcome beside the others. */
export function strengthsOf(fitted: Fitted): TreatmentRegression | undefined {
  const { terms, outcome, units } = fitted;
  return remembered(fitted, 'strengths', () => {
    const covariates = [...new Set(terms.map(({ covariate }) => covariate))];
    const groups = covariates.map((name) => ({ name, columns: terms.filter((term) => term.covariate === name).map((term) => term.name) }));
    return treatmentRegression(outcome, units, groups);
  });
}

/** A hidden cause as strong as the covariate that would do the effect most harm; absent where nothing bounds it. */
export function strongestCause(fitted: Fitted, { level }: Chosen): { readonly name: string; readonly cause: HiddenCause } | undefined {
  const regression = strengthsOf(fitted);
  const strongest = regression && strongestBound(benchmarkBounds(regression.coefficient, regression.benchmarks, { times: [1], level }));
  return strongest?.cause && strongest.cause.withOutcome < 1 ? { name: strongest.name, cause: strongest.cause } : undefined;
}
