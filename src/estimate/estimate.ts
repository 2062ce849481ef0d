/** What the number is for in the study. `contrast-only` is shown beside the others and never decides anything; `benefit` is about units that a learner picked out. */
export type Role = 'primary' | 'secondary' | 'guardrail' | 'cost' | 'mechanism' | 'benefit' | 'contrast-only';

/** The quantity asked about, apart from how it was computed. */
export interface Estimand {
  readonly contrast: { readonly treatment: string; readonly control: string };
  /** A mean of the outcome and no effect on it: it has no direction. */
  readonly of?: 'mean';
  readonly population: string;
  /** The value of a column that the population is cut to. */
  readonly segment?: Segment;
  /** The outcome column's name. */
  readonly outcome: string;
  /** How to print the number. */
  readonly unit: Unit;
  /** The estimand in one sentence. */
  readonly says: string;
}

/** The units with one value of a column. */
export interface Segment {
  readonly column: string;
  readonly level: string;
}

/** How an effect is printed: a difference of shares in percentage points, money, the study's own unit, a ratio of arms ("1.06 times"), or bare. */
export type Unit =
  | { readonly kind: 'share' }
  | { readonly kind: 'money'; readonly currency: string }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'ratio' }
  | { readonly kind: 'plain' };

export type Reference =
  | { readonly kind: 'normal' }
  | { readonly kind: 't'; readonly df: number }
  | { readonly kind: 'score' }
  /** Of the units that were drawn, such as clusters. */
  | { readonly kind: 'permutation' }
  /** Percentiles of so many draws. */
  | { readonly kind: 'bootstrap'; readonly draws: number }
  | { readonly kind: 'empirical-bernstein' };

/** A piece of the real line; an absent end is unbounded. */
export interface Piece {
  readonly low?: number;
  readonly high?: number;
}

export interface Interval {
  /** Several pieces for an Anderson-Rubin or Fieller set; none when the set is empty. */
  readonly pieces: readonly Piece[];
  readonly level: number;
  readonly side: 'two-sided' | 'upper' | 'lower';
  /**
   * `anytime`: holds at every size at once. `repeated`: at each of the looks that share the error. `false-coverage`: of those that were selected in a family no more
   * than one less the level miss on average.
   */
  readonly kind: 'pointwise' | 'simultaneous' | 'anytime' | 'repeated' | 'false-coverage';
  readonly reference: Reference;
}

export interface Test {
  readonly null: number;
  readonly alternative: 'two-sided' | 'less' | 'greater';
  readonly statistic: number;
  readonly pValue: number;
}

export interface Sizes {
  /** Units in the estimate. */
  readonly units: number;
  readonly perArm: Readonly<Record<string, number>>;
  readonly clusters?: number;
  /** Units left out because a value that the estimate needs is missing, by arm. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** Effect over the control mean: 0.091 is +9.1 %. */
export interface RelativeEffect {
  readonly value: number;
  readonly controlMean: number;
  /** Two rays or the whole line when the control mean cannot be told from zero. */
  readonly interval?: Interval;
  /** Absent when the ratio is unbounded at their level. */
  readonly bounds?: Bounds;
}

/** Two one-sided bounds, each valid alone at `level`: what a guardrail is judged by. */
export interface Bounds {
  readonly level: number;
  readonly low: number;
  readonly high: number;
}

/** A p-value that counts how many contrasts were looked at. */
export interface Adjusted {
  readonly procedure: 'holm' | 'hochberg' | 'bh' | 'max-t';
  /** What was looked at, in words. */
  readonly family: string;
  readonly contrasts: number;
  readonly pValue: number;
  /** Of what Benjamini-Hochberg selects (its p-value is at most one less the level): the interval that counts the selection. */
  readonly interval?: Interval;
}

/** By the order in which paths could have stopped: earlier crossings are more extreme. */
export interface AfterStopping {
  /** As often too high as too low. */
  readonly value: number;
  readonly interval: { readonly low: number; readonly high: number; readonly level: number };
  readonly pValue: number;
}

export interface Estimate<Details extends object = object> {
  /** The memo looks numbers up by it. */
  readonly id: string;
  readonly role: Role;
  readonly estimand: Estimand;
  readonly value: number;
  /** Absent when the interval does not come from one (score intervals, sets). */
  readonly standardError?: number;
  readonly interval: Interval;
  readonly bounds?: Bounds;
  readonly test?: Test;
  /** Over the family of contrasts that it belongs to; `interval` is then simultaneous and this one, for itself alone, stands in `pointwise`. */
  readonly adjusted?: readonly Adjusted[];
  readonly pointwise?: Interval;
  /** Of a study that stops at one of several looks: stopping on a good day makes the effect look larger, which is taken back here. */
  readonly afterStopping?: AfterStopping;
  readonly sizes: Sizes;
  readonly relative?: RelativeEffect;
  readonly method: { readonly id: string; readonly options: object; readonly source: string; readonly seed?: number };
  /** The method's own table: arms, first stage, weights. */
  readonly details?: Details;
}
