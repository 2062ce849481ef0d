import type { MarginKind } from '../inference/margins.ts';
import type { Spending } from '../inference/sequential/spending.ts';

/** A number for each of the two arms compared. */
export interface PerArm {
  readonly treatment: number;
  readonly control: number;
}

/** What one unit of an outcome is like, before anything is known of the effect. */
export type OutcomeSpread =
  /** Standard deviation, of both arms or of each. */
  | { readonly kind: 'mean'; readonly sd: number | PerArm }
  /**
   * Share of units with the event in the control arm. `unpooled` (default): both arms' own variances, what the Welch interval of the analysis uses.
   * `pooled`: one variance under no effect, as the z-test of two proportions. `arcsine`: Cohen's h.
   */
  | { readonly kind: 'proportion'; readonly control: number; readonly method?: 'unpooled' | 'pooled' | 'arcsine' }
  /** Standard deviation of the difference itself, which each unit tells, such as that between two policies for one request. There are no arms. */
  | { readonly kind: 'paired'; readonly sd: number }
  /** Totals of numerator and denominator per unit: means, variances and covariance. The effect is on the ratio of means. */
  | { readonly kind: 'ratio'; readonly numerator: MeanVariance; readonly denominator: MeanVariance; readonly covariance: number };

export interface MeanVariance {
  readonly mean: number;
  readonly variance: number;
}

/** Units that share their errors because they were randomized together. */
export interface Clusters {
  /** Mean units a cluster. */
  readonly size: number;
  /** Standard deviation of the sizes over their mean; 0 unless told. */
  readonly sizeVariation?: number;
  /** Share of the variance that lies between clusters. */
  readonly icc: number;
}

/** What will be tested. `alpha` is two-sided (0.05) for a difference and one-sided (0.05) for a margin. */
export type PowerTest =
  /** `criticalValue`: in standard errors, in place of that of `alpha`, such as that of several arms against one control. */
  | { readonly kind: 'difference'; readonly alpha?: number; readonly criticalValue?: number }
  | {
      readonly kind: MarginKind;
      readonly margin: number;
      readonly alpha?: number;
      readonly criticalValue?: number;
      /** The margin is a share of the control mean, expected to be this, which the analysis does not know either (Fieller). Of non-inferiority alone. */
      readonly controlMean?: number;
    };

/** Looks at which a study may stop. */
export interface PlannedLooks {
  /** Shares of all units at the looks, ascending; the last is 1. */
  readonly fractions: readonly number[];
  /** How alpha is spent on them; or intervals that hold at every look, planned or not, and say nothing below 100 units an arm. */
  readonly spending: Spending | 'mixture';
}

/** A comparison of two arms that is planned, as plain data. */
export interface PowerDesign {
  readonly outcome: OutcomeSpread;
  /** Share of all units in each of the two arms; 0.5 and 0.5 unless told. They sum to less than one where there are further arms. */
  readonly shares?: PerArm;
  readonly clusters?: Clusters;
  /** Share of the outcome's variance that covariates explain. */
  readonly variationExplained?: number;
  /** Share of units whose use the assignment decides: the effect asked about is then that on them. */
  readonly compliers?: number;
  /** Share of units that could notice their arm: they alone are analysed, and the effect is that on them. */
  readonly trigger?: number;
  /** Default: a two-sided test of no difference at 0.05. */
  readonly test?: PowerTest;
  /** Default: one, when all units are in. */
  readonly looks?: PlannedLooks;
  /** Which way is good: the sign that counts for margins, and that of the smallest effect. Default: higher. */
  readonly better?: 'higher' | 'lower';
  /** Default: t for means, paired differences and clusters, normal for proportions and ratios. */
  readonly reference?: 't' | 'normal';
}
