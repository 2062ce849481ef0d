import type { JointErrors } from './errors.ts';
import { cellMean, type Functional } from './functional.ts';
import { type EffectCell, type GroupTimeOptions, groupTime, type MissingCell } from './group-time.ts';
import { imputed } from './imputation.ts';
import { never, type Strata } from './strata.ts';

/** Effects by cohort and period, whatever they were found by, and how they err together. */
export interface Effects {
  /** What functionals are of: means of strata, or effects of cells that were found unit by unit. */
  readonly of: Strata;
  readonly cells: readonly EffectCell[];
  readonly missing: readonly MissingCell[];
  readonly errors: JointErrors;
  /** The mean of a treated cell as it was seen. */
  seen(cell: EffectCell): Functional;
  /** How these means err together with effects is not known: nothing relative can be said. */
  readonly seenAlone?: true;
}

/** How effects of cells are found from means alone. */
export type MeanEstimator = 'group-time' | 'imputation' | 'interaction';

/** Effects from means of strata: without covariates nothing else is needed. */
export function effectsOfMeans(of: Strata, errors: JointErrors, estimator: MeanEstimator, options: GroupTimeOptions): Effects {
  const seen = ({ cohort, period }: EffectCell): Functional => cellMean(of, cohort, period);
  if (estimator === 'imputation') return { of, errors, seen, ...imputed(of, options.anticipation) };
  if (estimator === 'interaction') {
    // Controls are those never treated, or where there are none the last cohort until it starts.
    const last = of.starts.includes(never) ? undefined : of.starts[of.starts.length - 1];
    const cut = last === undefined ? of : withoutLast(of, last);
    return { of: cut, errors, seen, ...groupTime(cut, { ...options, comparison: 'never' }) };
  }
  return { of, errors, seen, ...groupTime(of, options) };
}

/** The last cohort as one that is never treated: what follows its start is looked at by nobody. */
function withoutLast(of: Strata, last: number): Strata {
  return { ...of, starts: of.starts.map((start) => (start === last ? never : start)), until: last };
}
