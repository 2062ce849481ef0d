import type { Asking } from '../../relation/asking.ts';
import type { Maximised } from './maximise.ts';
import type { Cells } from './separation.ts';

/** Predicted shares if all units were in each arm, control first. */
export interface ArmResponses {
  readonly n: number;
  /** Mean predicted share. */
  readonly shares: Float64Array;
  /** Its derivative by each coefficient. */
  readonly gradients: readonly Float64Array[];
  readonly logLikelihood: number;
}

/** A function of the fit: its derivative by the coefficients times the inverse information, and the arm whose mean response it is. */
export interface ArmForm {
  readonly weights: Float64Array;
  /** Absent for a coefficient, which no row moves but through the fit. */
  readonly arm?: number;
}

/** Sums of products of the influences of some forms, by row or by cluster. */
export interface Influences {
  readonly products: Float64Array;
  readonly clusters?: number;
}

/**
 * A logistic regression on indicators of the treatment arms and on covariates, and where its rows are: in arrays, or asked for. Coefficients are in
 * the order constant, arms, covariates.
 */
export interface ArmFitting {
  readonly path: 'columns' | 'moments';
  readonly names: readonly string[];
  /** Of the covariates that hold zeros and ones, with their names. */
  readonly cells: readonly (Cells & { readonly name: string })[];
  maximise(): Asking<Maximised>;
  respond(coefficients: Float64Array): Asking<ArmResponses>;
  /**
   * @param armSizes  units in each arm, control first: each cluster's sum is then divided by the root of what its share of its arm leaves of one, the
   *                  correction of CR2 for the mean of an arm.
   */
  influences(coefficients: Float64Array, responses: ArmResponses, forms: readonly ArmForm[], armSizes?: readonly number[]): Asking<Influences>;
}
