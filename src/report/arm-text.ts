import type { ArmValue } from '../estimate/arm-value.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { measureOf } from '../estimate/unit.ts';
import type { StudyResult } from '../study/result.ts';
import { fixed, statistic } from './format/number.ts';
import { decimalsOfEstimate } from './format/precision.ts';
import { missing } from './format/printed.ts';
import { decimalsIn, percentOfControl } from './format/unit.ts';

/** What was seen of an outcome in an arm, if anything. */
export function armValueOf({ arms }: StudyResult, outcome: string, arm: string): ArmValue | undefined {
  return arms.find((seen) => seen.outcome === outcome && seen.arm === arm);
}

/** The mean of an arm with the digits of the effect beside it: `27.1 %`, `$0.05`, `21.6 minutes`. Without an effect four digits. */
export function armText(seen: ArmValue | undefined, estimate: Estimate | undefined): string {
  if (!seen) return missing;
  if (!estimate) return statistic(seen.value);
  const { unit } = estimate.estimand;
  const measure = unit.kind === 'share' ? percentOfControl : measureOf(unit, 'short');
  const decimals = decimalsIn(measure, Math.max(0, decimalsOfEstimate(estimate, measure.factor)));
  const digits = fixed(seen.value * measure.factor, decimals);
  return digits.startsWith('-') ? `-${measure.before}${digits.slice(1)}${measure.after}` : `${measure.before}${digits}${measure.after}`;
}
