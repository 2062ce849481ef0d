/** Limits of correlated standard normal or t variables. */
export interface Rectangle {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** size × size, row-major, positive semidefinite. */
  readonly correlation: ArrayLike<number>;
  /** Degrees of freedom of the scale that all share; Infinity for the normal. */
  readonly df: number;
}
