import type { ArmParameters, ModelKinds } from './expected-outcome.ts';
import { type LinearRows, linearRows, logisticRows, type RowRegression } from './row-regressions.ts';

/** Rows of all arms as arrays; covariates are centred and scaled. */
export interface MediatedRows {
  readonly outcome: Float64Array;
  readonly mediator: Float64Array;
  readonly covariates: readonly Float64Array[];
  /** Index of the arm of each row. */
  readonly arms: Int32Array;
  readonly clusters?: Int32Array;
}

/** Both regressions of one arm. */
export interface ArmFit {
  /** Places of its rows. */
  readonly rows: Int32Array;
  readonly mediator: RowRegression | LinearRows;
  readonly outcome: RowRegression;
  /** Does the arm show what the mediator does? Else its slope is held at zero. */
  readonly tellsSlope: boolean;
  readonly parameters: ArmParameters;
}

/** @param tellsSlope  whether the mediator varies by itself in the arm. */
export function armFit(data: MediatedRows, arm: number, kinds: ModelKinds, tellsSlope: boolean): ArmFit | undefined {
  const rows = Int32Array.from(data.arms.keys()).filter((i) => data.arms[i] === arm);
  const of = (values: Float64Array): Float64Array => Float64Array.from(rows, (i) => values[i]);
  const [y, m, constant] = [of(data.outcome), of(data.mediator), new Float64Array(rows.length).fill(1)];
  const covariates = data.covariates.map(of);
  const leverage = data.clusters === undefined;
  const short = [constant, ...covariates];
  const long = [constant, ...(tellsSlope ? [m] : []), ...covariates];
  const mediator = kinds.mediator === 'logistic' ? logisticRows(m, short) : linearRows(m, short, leverage);
  const outcome = kinds.outcome === 'logistic' ? logisticRows(y, long) : linearRows(y, long, leverage);
  if (!mediator || !outcome) return undefined;
  const [first, ...others] = outcome.coefficients;
  return {
    rows,
    mediator,
    outcome,
    tellsSlope,
    parameters: {
      mediator: mediator.coefficients,
      logSpread: spreadOf(mediator)?.logSpread ?? 0,
      outcome: tellsSlope ? outcome.coefficients : Float64Array.of(first, 0, ...others),
    },
  };
}

export const spreadOf = (of: RowRegression | LinearRows): LinearRows | undefined => ('logSpread' in of ? of : undefined);

/** Derivatives of something by the parameters of an arm: as `ArmParameters` has them. */
export interface ArmGradient {
  readonly mediator: Float64Array;
  logSpread: number;
  readonly outcome: Float64Array;
}

export const noGradient = (covariates: number): ArmGradient => ({
  mediator: new Float64Array(1 + covariates),
  logSpread: 0,
  outcome: new Float64Array(2 + covariates),
});

/** The gradient by the outcome's coefficients as they were fitted. */
export const fittedGradient = ({ tellsSlope }: ArmFit, { outcome }: ArmGradient): Float64Array =>
  tellsSlope ? outcome : Float64Array.from(outcome).filter((_, j) => j !== 1);
