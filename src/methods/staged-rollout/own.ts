import type { Expression } from '../../expressions/expression.ts';
import type { Weights } from '../../inference/staged/averages.ts';
import type { Base, Comparison } from '../../inference/staged/group-time.ts';
import type { Period } from '../../protocol/periods.ts';
import type { Own, Protocol } from '../../protocol/protocol.ts';
import type { StagedRolloutKeys } from './declared/keys.ts';

/** The part of a protocol that only methods of staged rollouts read. */
export interface StagedRollout extends Own, Waves {
  readonly kind: 'staged-rollout';
  /** Column of the unit; absent where rows are all there is. */
  readonly unit?: string;
  /** Column of the time of a row. */
  readonly time: string;
  /** The period of a row, as a number. */
  readonly clock: Expression;
  readonly period?: Period;
  /** Column that says when a unit started, or whether a row is treated. */
  readonly startedBy: string;
  /** The column that says row by row who is treated, where there is one. */
  readonly treatedBy?: string;
  /** Of a row: the first treated period of its unit as far as the row tells, `neverStarted` where it tells of none. The least over a unit's rows is the unit's. */
  readonly start: Expression;
  /** Column by which errors are added up, where it is not the unit. */
  readonly cluster?: string;
  /** The outcome is the mean of exposed rows less that of the others, in each unit and period. */
  readonly within?: { readonly column: string; readonly exposed: string };
  readonly comparison: Comparison;
  readonly anticipation: number;
  readonly estimator: StagedRolloutKeys['estimator'];
  readonly weights: Weights;
  readonly base: Base;
  /** Outcomes are made cohort by cohort and period by period: rows get the column of their cell. */
  readonly inCells?: true;
  /** What bands that hold together are made of: the covariance of averages, or what each unit or cluster adds to them. */
  readonly bands: StagedRolloutKeys['bands'];
  readonly honest: { readonly horizon: number; readonly mbar: number };
}

/** What was seen of the waves before the plan. */
export interface Waves {
  /** Units followed over periods, or other rows in each. */
  readonly shape: 'panel' | 'cross-section';
  /** Every period in the data, as a number, ascending. */
  readonly periods: readonly number[];
  /** By the place of their first treated period among `periods`; those never treated in them last. */
  readonly cohorts: readonly Cohort[];
  /** Treated in the first period already: in no estimate. */
  readonly always: Counts;
  /** Rows whose period is not known. */
  readonly timeless: number;
  /** Each unit is seen in one period alone, though there is a unit. */
  readonly seenOnce: boolean;
  /** Units (rows) whose cluster is not known, or not one: in no estimate. */
  readonly clusterless: number;
  /** Units have several rows in a period. */
  readonly repeats: boolean;
}

export interface Counts {
  readonly units: number;
  readonly rows: number;
}

export interface Cohort extends Counts {
  /** Place of the first treated period; absent of those never treated. */
  readonly start?: number;
  /** Units that have a row in every period. */
  readonly whole: number;
}

/** The start of what never starts, as a number that can be compared in any engine. */
export const neverStarted = 1e9;

/** What treated units are called, and what they would have been without the change. */
export const arms = { treated: 'treated', untreated: 'untreated' } as const;

export const stagedIn = ({ own }: Protocol): StagedRollout | undefined => (own.kind === 'staged-rollout' ? (own as StagedRollout) : undefined);
