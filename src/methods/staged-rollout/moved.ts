import type { PValueLimits } from '../../estimate/thresholds.ts';
import { averageOver, treatedCells } from '../../inference/staged/averages.ts';
import { effectsOfMeans } from '../../inference/staged/effects.ts';
import { valueIn } from '../../inference/staged/functional.ts';
import type { EffectCell } from '../../inference/staged/group-time.ts';
import { countIn, meanIn, type Strata } from '../../inference/staged/strata.ts';
import { waldInference } from '../../inference/wald.ts';
import type { AskedStrata } from './ask-strata.ts';
import { referenceOf } from './estimates.ts';
import type { Staged } from './options.ts';

/** By how much the rollout moved what it should leave alone. */
export interface Moved {
  readonly value: number;
  readonly pValue: number;
  /** A 0 or 1 that is too rare among the treated, or too frequent, for the test to be sure. */
  readonly few: boolean;
}

/** Shares and means that differ by less than this part of them are the same but for rounding. */
const rounding = 1e-12;

/** As many are enough: seen, or to be expected by the share in all rows. */
const enough = 5;

/** What is hardly known warns at most. */
export const limitsOf = (limits: PValueLimits, { few }: Moved): PValueLimits => (few ? { ...limits, failBelow: 0 } : limits);

/** The average effect of the rollout on a column, tested as an effect on any outcome is. Undefined where no treated cohort and period can be compared. */
export function movedBy({ strata, errors, binary }: AskedStrata, c: Staged): Moved | undefined {
  const { comparison, anticipation } = c.rollout;
  const found = effectsOfMeans(strata, errors, 'group-time', { comparison, anticipation, base: 'universal' });
  const cells = treatedCells(found.cells);
  if (cells.length === 0) return undefined;
  const effect = averageOver(found.of, found.cells, 'cells');
  const value = valueIn(found.of, effect);
  const error = Math.sqrt(found.errors.covariance([effect])[0]);
  const few = binary && isFew(strata, cells);
  // Where nothing varies within cohorts and periods, what moved moved for all: no chance is in it.
  const size = Math.max(...strata.strata.flatMap(({ n, means }) => (n > 0 ? Array.from(means, Math.abs) : [])));
  if (!(error > rounding * size)) return Math.abs(value) > rounding * size ? { value, pValue: 0, few } : { value: 0, pValue: 1, few };
  return { value, pValue: waldInference(value, error, referenceOf(found, effect), c).test!.pValue, few };
}

function isFew(of: Strata, treated: readonly EffectCell[]): boolean {
  const all = of.starts.flatMap((_, cohort) => of.times.map((_, period) => ({ cohort, period })));
  const [units, ones] = counted(of, treated);
  const [allUnits, allOnes] = counted(of, all);
  const share = allOnes / allUnits;
  return Math.max(ones, units * share) < enough || Math.max(units - ones, units * (1 - share)) < enough;
}

function counted(of: Strata, cells: readonly { readonly cohort: number; readonly period: number }[]): readonly [units: number, ones: number] {
  let [units, ones] = [0, 0];
  for (const { cohort, period } of cells) {
    const n = countIn(of, cohort, period);
    units += n;
    if (n > 0) ones += n * meanIn(of, cohort, period);
  }
  return [units, ones];
}
