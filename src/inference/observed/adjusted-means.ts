/** What an arm's outcome would be on average among those an effect is about, and what each unit adds to its error. */
export interface AdjustedMean {
  readonly value: number;
  /** What is left of the unit's outcome beside what is fitted, times what it counts: zero for units of the other arm. */
  readonly residual: Float64Array;
  /** The share of its own residual that a unit takes into the fit. */
  readonly leverage: Float64Array;
  /** All else that the unit adds: which units there are, and what is estimated first. */
  readonly rest: Float64Array;
  /** What the unit's outcome is multiplied by, as far as the mean is a sum of them. */
  readonly loading: Float64Array;
  /** Coefficients that were fitted to the arm's outcomes. */
  readonly fitted: number;
}

/** Both arms, control first. */
export type AdjustedMeans = readonly [control: AdjustedMean, treated: AdjustedMean];

/** Both arms by the same way. */
export const ofBothArms = (mean: (arm: 0 | 1) => AdjustedMean): AdjustedMeans => [mean(0), mean(1)];
