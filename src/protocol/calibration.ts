/** What a calibration is valid for: a change of any of these needs a new calibration. */
export interface CalibrationBinding {
  /** Version of the judge, such as judge@4. */
  readonly version: string;
  readonly rubric: string;
  /** Whose outputs were audited, in words. */
  readonly population: string;
}

/** A regression of human labels on a judge, as a JSON file that outlives the audit. */
export interface CalibrationArtefact extends CalibrationBinding {
  readonly kind: 'estimand-calibration';
  readonly schemaVersion: 1;
  readonly judge: string;
  readonly human: string;
  readonly using: readonly string[];
  readonly audited: number;
  readonly terms: readonly string[];
  readonly coefficients: readonly number[];
  /** HC2, row by row. */
  readonly covariance: readonly number[];
  readonly residualSpread: number;
}
