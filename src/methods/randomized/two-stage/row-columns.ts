import { add, column, times } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { fingerprint } from '../../../inference/fingerprint.ts';
import type { Asking } from '../../../relation/asking.ts';
import type { Request } from '../../../relation/requests.ts';
import { derive } from '../../../relation/steps.ts';
import type { Fit } from './fit.ts';

/** A fit whose residuals and projections are columns of the rows: every variance reads them, and they are computed once a row. */
export interface OnRows {
  readonly fit: Fit;
  /** Outcome plus a multiple of the treatment, each less its prediction by instruments and covariates. */
  readonly together: Expression;
  /** Asks on rows that have the columns. */
  readonly asking: <T>(asking: Asking<T>) => Asking<T>;
}

/** @param scale  of the treatment's residual beside the outcome's, in `together`. */
export function onRows(fit: Fit, scale: number): OnRows {
  const { reduced, centred, stages, design } = fit;
  const prefix = `estimand:iv:${fingerprint([stages.coefficients, stages.gramInverse, ...stages.firstStages.map((s) => s.coefficients)])}`;
  const made: Record<string, Expression> = {};
  const named = (what: string, expression: Expression): Expression => {
    made[`${prefix}:${what}`] = expression;
    return column(`${prefix}:${what}`);
  };
  const outcome = { ...reduced.outcome, centred: { ...reduced.outcome.centred, residual: named('outcome', reduced.outcome.centred.residual) } };
  const treatments = reduced.treatments.map((r, j) => ({ ...r, centred: { ...r.centred, residual: named(`treatment ${j}`, r.centred.residual) } }));
  const p = design.treatments.length;
  const columns = centred.columns.map((x, j) => (j < p ? named(`projection ${j}`, x) : x));
  const together = named('together', add(reduced.outcome.centred.residual, times(scale, reduced.treatments[0].centred.residual)));
  const own = { ...centred, residual: named('residual', centred.residual), columns };
  // Requests go in one scan when they differ only in what they derive last: an empty step for those that derive nothing.
  function* asking<T>(inner: Asking<T>): Asking<T> {
    let state = inner.next();
    while (!state.done)
      state = inner.next(yield state.value.map((request): Request => ({ ...request, over: [derive(made), ...(request.over ?? [derive({})])] })));
    return state.value;
  }
  return { fit: { ...fit, reduced: { outcome, treatments }, centred: own }, together, asking };
}
