import { EstimandError } from '../../errors/estimand-error.ts';
import type { Sample } from './sample.ts';
import { allPlaces, armsOf, ofArm } from './units-of.ts';

/** Fewer units of an arm say nothing of whom it helps more. */
const leastUnitsOfArm = 100;

/** Chances of an arm are drawn to add up to one, but for rounding. */
const roundingOfChances = 1e-6;

/**
 * Refuses units of which nothing can be learned.
 *
 * Errors    learner-few-units, learner-constant-outcome, learner-not-finite, learner-bad-chance.
 */
export function expectLearnable(sample: Sample): void {
  const rows = allPlaces(sample.features.units);
  const unknown = rows.reduce((count, i) => count + (Number.isFinite(sample.outcome[i]) ? 0 : 1), 0);
  if (unknown > 0) throw new EstimandError('learner-not-finite', { column: 'The outcome', rows: unknown });
  for (const arm of armsOf(sample)) {
    const units = ofArm(sample, rows, arm).length;
    if (units < leastUnitsOfArm) throw new EstimandError('learner-few-units', { arm, units, least: leastUnitsOfArm });
  }
  expectVarying(sample, rows);
  expectChances(sample);
}

/** Refuses an outcome that is the same of all units of an arm at some places. */
export function expectVarying(sample: Sample, rows: Int32Array): void {
  for (const arm of armsOf(sample)) {
    const own = ofArm(sample, rows, arm);
    if (own.length === 0) throw new EstimandError('learner-few-units', { arm, units: 0, least: leastUnitsOfArm });
    const value = sample.outcome[own[0]];
    if (own.every((i) => sample.outcome[i] === value)) throw new EstimandError('learner-constant-outcome', { arm, value });
  }
}

function expectChances({ chances, features: { units } }: Sample): void {
  if (!chances) return;
  for (let i = 0; i < units; i++) {
    let sum = 0;
    for (const [arm, of] of chances.entries()) {
      if (!(of[i] > 0 && of[i] < 1)) throw new EstimandError('learner-bad-chance', { arm, value: of[i] });
      sum += of[i];
    }
    if (Math.abs(sum - 1) > roundingOfChances) throw new EstimandError('learner-bad-chance', { arm: 0, value: chances[0][i] });
  }
}
