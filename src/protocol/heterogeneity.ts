import type { Covariate } from './covariate.ts';

/** What a study asks of who benefits, with every default filled in. */
export interface Heterogeneity {
  /** What was known of units before they were treated. */
  readonly by: readonly Covariate[];
  /** The outcome that they benefit in. */
  readonly outcome: string;
  readonly learner: 'forest' | 'dr' | 'r' | 'x' | 't' | 's';
  /** What regressions are made of. */
  readonly base: 'forest' | 'boosted-trees' | 'lasso' | 'ridge' | 'ols';
  readonly groups: number;
  readonly splits: number;
  readonly folds: number;
  readonly trees: number;
  readonly policy?: PolicyAsked;
}

/** What a rule may do. */
export interface PolicyAsked {
  /** How many columns it may ask one after the other. */
  readonly depth: 1 | 2 | 3;
  /** What it costs to treat a unit, by treatment, in the units of the outcome. */
  readonly cost: Readonly<Record<string, number>>;
  /** The most on average for each unit, treated or not. */
  readonly budget?: number;
  /** The largest share of units that may be treated. */
  readonly capacity?: number;
}
