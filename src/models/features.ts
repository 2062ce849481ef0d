/** A column by which units are told apart, one value a unit; NaN where it is not known. */
export interface Feature {
  readonly name: string;
  readonly values: Float64Array;
  /** Of a column that is no number: what its codes 0, 1, ... stand for. */
  readonly levels?: readonly string[];
}

/** What learners know of units. */
export interface Features {
  readonly units: number;
  readonly columns: readonly Feature[];
}
