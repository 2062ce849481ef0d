import type { RefusedCell, WeightedCell } from '../../inference/staged/cell-effects.ts';
import type { Effects } from '../../inference/staged/effects.ts';
import type { Staged } from './options.ts';

/** Effects on an outcome, and who is in them. */
export interface AskedEffects extends Effects {
  /** Units, or rows of a cross-section, of cohorts in the estimates. */
  readonly units: number;
  /** By place of the start, units that lack the outcome in some period: they are in those comparisons for which they were seen. Of a cross-section the rows that lack it. */
  readonly gaps: ReadonlyMap<number, number>;
  readonly binary: boolean;
  readonly constant: number | undefined;
  /** Units without a covariate in some period: they are in those comparisons for whose base period it is known. */
  readonly unknown: number;
  /** Cohorts that are left out, since one unit or one cluster alone says nothing of chance. */
  readonly single: readonly number[];
  readonly refused: readonly RefusedCell[];
  /** Cells whose controls are weighted by covariates. */
  readonly weighted: readonly WeightedCell[];
}

/** Estimators that read units which were seen in every period. */
export const ofWholeUnits = (estimator: Staged['rollout']['estimator']): boolean => estimator === 'two-way';
