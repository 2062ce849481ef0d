/** What was seen of an outcome in an arm, before any method: an effect that is adjusted is not the difference of two of these. */
export interface ArmValue {
  readonly outcome: string;
  readonly arm: string;
  /** Units whose outcome is known. */
  readonly units: number;
  /** The mean; of a ratio the ratio of its totals, of a quantile the quantile. */
  readonly value: number;
  /** Standard deviation over units; absent of a ratio, a quantile, and what a judge scored. */
  readonly sd?: number;
  /** Nobody saw it: what the units of the other arm would have had, as a method finds it. */
  readonly estimated?: true;
  /** Units with 1, of an outcome of 0 and 1. */
  readonly events?: number;
}
