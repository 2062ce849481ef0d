import type { NoRows } from './absorb.ts';
import { absorber, type Limits, type NotConverged } from './absorber.ts';
import { type Codes, levelsIn, type Unusable, unusableIn } from './effects.ts';
import type { Dropped } from './independent-columns.ts';
import { leastSquaresWithin, type WithinFit } from './least-squares-within.ts';
import { keptOf, singletons } from './singletons.ts';

export interface FixedEffectsModel extends Limits {
  readonly outcome: Float64Array;
  readonly regressors: readonly Float64Array[];
  /** Codes of one effect or more. */
  readonly effects: readonly Codes[];
  /** Precision weights, above zero. */
  readonly weights?: Float64Array | undefined;
}

/** A regression with effects absorbed; columns and residuals are of the rows that were used. */
export interface FixedEffectsFit extends WithinFit {
  readonly n: number;
  /** Rows that were alone in a level of an effect and left out, one by one. */
  readonly singletons: { readonly kept: Uint8Array; readonly count: number };
  /** Codes of the rows that were used, and how many levels of each effect they have. */
  readonly effects: readonly Codes[];
  readonly levels: readonly number[];
}

/** Once the effects are taken out no regressor is left. */
export interface NothingLeft {
  readonly kind: 'nothing-left';
  readonly dropped: readonly Dropped[];
}

export type FitRefusal = Unusable | NoRows | NotConverged | NothingLeft;

/**
 * Least squares with one, two or more effects absorbed.
 *
 * Model   outcome = b'regressors + effects + error, by precision weights where there are any. Rows alone in a level of an effect are left out first: they change no coefficient, but
 *         counting them would make errors too small. Coefficients are refined once by the residuals' products.
 * Shapes  all arrays of one length.
 * Errors  unusable, no-rows, not-converged, nothing-left with the reasons for each regressor.
 * Source  Frisch & Waugh (1933); Correia (2017), reghdfe. Parity: pyfixest feols.
 */
export function fixedEffectsFit({ outcome, regressors, effects, weights, ...limits }: FixedEffectsModel): FixedEffectsFit | FitRefusal {
  const bad = unusableIn({ outcome, columns: regressors, effects, weights });
  if (bad) return bad;
  const alone = singletons(effects);
  const n = outcome.length - alone.count;
  if (n === 0 || effects.length === 0) return { kind: 'no-rows' };
  const own = effects.map((codes) => keptOf(codes, alone));
  const mass = weights && keptOf(weights, alone);
  const fit = leastSquaresWithin(
    [...regressors, outcome].map((column) => keptOf(column, alone)),
    absorber(own, mass, limits),
    mass,
  );
  if ('kind' in fit) return fit;
  return fit.regressors.length === 0
    ? { kind: 'nothing-left', dropped: fit.dropped }
    : { ...fit, n, singletons: alone, effects: own, levels: own.map(levelsIn) };
}
