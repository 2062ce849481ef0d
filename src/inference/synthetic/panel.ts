/** Outcomes of units over periods without gaps; some units, the last ones, got a change at one time, and the others never did. */
export interface Panel {
  /** Units by periods, row-major, donors first. */
  readonly values: Float64Array;
  readonly units: number;
  readonly periods: number;
  /** How many of the units never got the change. */
  readonly donors: number;
  /** How many periods lie before the change. */
  readonly before: number;
  /** Of each treated unit how many periods lie before its own change, where these came at several times; `before` is then the least of them. */
  readonly starts?: readonly number[];
  /** What else may be matched, from before the change: predictors by units, row-major. */
  readonly predictors?: Float64Array;
}

/** What the treated units would have had on average, by an estimator. */
export interface Counterfactual {
  /** One a period, those before the change included. */
  readonly path: Float64Array;
  /** How much each donor counts; they sum to one, and are below zero only where an estimator extrapolates. Absent where donors are not weighed. */
  readonly donorWeights?: Float64Array;
  /** How much each period before the change counts in the level that the path is moved to; absent where it is not moved. */
  readonly timeWeights?: Float64Array;
  /** Mean of the treated units less the path, over the periods from the change on. */
  readonly effect: number;
}

/** One that weighs donors. */
export interface WeightedCounterfactual extends Counterfactual {
  readonly donorWeights: Float64Array;
}

/** A way to find it, its options bound; undefined where these donors give none. */
export type SyntheticEstimator = (panel: Panel) => Counterfactual | undefined;

/** The same for one that weighs donors. */
export type WeightedEstimator = (panel: Panel) => WeightedCounterfactual | undefined;
