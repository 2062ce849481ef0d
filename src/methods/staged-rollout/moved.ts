import type { Reference } from '../../estimate/estimate.ts';
import type { PValueLimits } from '../../estimate/thresholds.ts';
import { averageOver, treatedCells } from '../../inference/staged/averages.ts';
import { type Effects, effectsOfMeans } from '../../inference/staged/effects.ts';
import { type Functional, valueIn } from '../../inference/staged/functional.ts';
import type { EffectCell } from '../../inference/staged/group-time.ts';
import { countIn, meanIn, type Strata, sizeOf } from '../../inference/staged/strata.ts';
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
  const law = binary && strata.kind === 'cross-section' && found.errors.scores === undefined ? byShares(found, effect) : undefined;
  const error = Math.sqrt(law?.variance ?? found.errors.covariance([effect])[0]);
  const few = binary && isFew(strata, cells);
  // Where nothing varies within cohorts and periods, what moved moved for all: no chance is in it.
  const size = Math.max(...strata.strata.flatMap(({ n, means }) => (n > 0 ? Array.from(means, Math.abs) : [])));
  if (!(error > rounding * size)) return Math.abs(value) > rounding * size ? { value, pValue: 0, few } : { value: 0, pValue: 1, few };
  return { value, pValue: waldInference(value, error, law?.reference ?? referenceOf(found, effect), c).test!.pValue, few };
}

/**
 * The variance of an effect on a 0 or 1 of rows that stand for themselves, were there none: a cell of few rows that are all alike has no spread of its own, and effects that are compared
 * with it would be taken for certain.
 *
 * Model   cells have the shares that cohorts and periods add up to, by least squares; sum w^2 share (1 - share) / n, and what the shares of cohorts add. A score test, as of two binomials.
 */
function byShares({ of, errors }: Effects, effect: Functional): { readonly variance: number; readonly reference: Reference } {
  const rows = sizeOf(of);
  const freedom = Math.max(1, rows - of.starts.length - of.times.length + 1);
  const shares = addedUp(of);
  let [variance] = errors.covariance([effect]);
  for (const [k, { n, covariance }] of of.strata.entries()) {
    const [weight] = effect.weights[k];
    if (weight !== 0) variance += (weight ** 2 * ((shares[k] * (1 - shares[k]) * rows) / freedom - covariance[0])) / n;
  }
  return { variance, reference: { kind: 't', df: freedom } };
}

/** Rounds in turn over cohorts and periods: unlike sizes of cells need a few. */
const rounds = 50;

/** By stratum the share that its cohort and its period come to, as far from 0 and 1 as half a row of all. */
function addedUp({ starts, times, strata }: Strata): Float64Array {
  const least = 0.5 / strata.reduce((sum, { n }) => sum + n, 0);
  const [ofCohort, ofPeriod] = [new Float64Array(starts.length), new Float64Array(times.length)];
  const settle = (into: Float64Array, other: Float64Array, place: (own: number, beside: number) => number): void => {
    for (let own = 0; own < into.length; own++) {
      let [sum, rows] = [0, 0];
      for (let beside = 0; beside < other.length; beside++) {
        const { n, means } = strata[place(own, beside)];
        if (n === 0) continue;
        sum += n * (means[0] - other[beside]);
        rows += n;
      }
      into[own] = rows > 0 ? sum / rows : 0;
    }
  };
  for (let round = 0; round < rounds; round++) {
    settle(ofCohort, ofPeriod, (cohort, period) => cohort * times.length + period);
    settle(ofPeriod, ofCohort, (period, cohort) => cohort * times.length + period);
  }
  return Float64Array.from(strata, (_, k) => Math.max(least, Math.min(1 - least, ofCohort[Math.floor(k / times.length)] + ofPeriod[k % times.length])));
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
