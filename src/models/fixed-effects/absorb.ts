import { absorber, type NotConverged } from './absorber.ts';
import { type Codes, type Unusable, unusableIn } from './effects.ts';

export interface Absorbing {
  readonly columns: readonly Float64Array[];
  /** Codes of one effect or more. */
  readonly effects: readonly Codes[];
  readonly weights?: Float64Array | undefined;
  /** The largest mean that a level may keep, in standard deviations of what is left of the column. */
  readonly tolerance?: number | undefined;
  readonly maxIterations?: number | undefined;
}

/** Columns without what the effects explain of them. */
export interface Absorbed {
  readonly columns: readonly Float64Array[];
  /** Of conjugate gradients; none where the equations of the effects are factored. */
  readonly iterations: number;
  /** The largest mean that a level kept, in standard deviations of what is left of its column. */
  readonly achieved: number;
}

/** There is nothing to compute with. */
export interface NoRows {
  readonly kind: 'no-rows';
}

/**
 * Columns less their projection on the dummies of one, two or more effects.
 *
 * Model   the effect with the most levels is taken out exactly; the equations of the others are factored where they are few (every balanced panel of a few hundred periods is), and solved
 *         by conjugate gradients elsewhere; rounds of refinement until no level keeps a mean above the tolerance. The columns that were given are not changed.
 * Shapes  columns and codes of one length; weights above zero.
 * Errors  unusable, no-rows, not-converged with what was achieved.
 * Source  Frisch & Waugh (1933); Gaure (2013), OLS with multiple high dimensional category variables; Correia (2017).
 */
export function absorb({ columns, effects, weights, ...limits }: Absorbing): Absorbed | NotConverged | Unusable | NoRows {
  const bad = unusableIn({ columns, effects, weights });
  if (bad) return bad;
  if ((effects[0]?.length ?? 0) === 0) return { kind: 'no-rows' };
  const own = columns.map((column) => column.slice());
  const done = absorber(effects, weights, limits).takeFrom(own);
  return 'kind' in done ? done : { ...done, columns: own };
}
