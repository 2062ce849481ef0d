import type { Unit } from '../../../estimate/estimate.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { sayP } from '../../../estimate/say.ts';
import { pValueLimits } from '../../../estimate/thresholds.ts';
import { sayEffect } from '../../../estimate/unit.ts';
import { verdictOf } from '../../../estimate/verdict-of.ts';
import { holm } from '../../../inference/multiplicity/step-wise.ts';
import { holdsZero } from '../../../inference/over-time/lines-exhibit.ts';
import { type EqualEffects, pValueOf, type TimedEffect } from '../../../inference/over-time/timed-effect.ts';

/** Effects over the days on which units came in, added up. */
export interface OverDays {
  readonly arm: string;
  /** What it changes by in a day. */
  readonly trend?: TimedEffect | undefined;
  readonly early?: TimedEffect | undefined;
  readonly late?: TimedEffect | undefined;
  readonly average?: TimedEffect | undefined;
  /** Whether effects are equal; absent where days share clusters. */
  readonly equal?: EqualEffects | undefined;
}

interface About {
  readonly outcome: string;
  readonly control: string;
  readonly unit: Unit;
  readonly level: number;
  /** How many days, or what was joined of them, in words. */
  readonly spells: string;
  /** When the first and the last third of them end and begin, in words. */
  readonly first: string;
  readonly last: string;
}

const mend =
  'The average is over the days of this study and not what the days to come will bring: find out what changed (the product, the mix of users, a ramp of the shares), and read the latest days, or go on until the effect is level.';

/**
 * Does the effect change over the days on which units came in? One test of a trend and one of equality, by Holm; they are one doubt.
 *
 * Source  Holm (1979); Welch (1951).
 */
export function driftFinding({ arm, trend, early, late, average, equal }: OverDays, at: About): Finding | undefined {
  const tests = [...(trend ? [pValueOf(trend)] : []), ...(equal ? [equal.pValue] : [])];
  if (tests.length === 0) return undefined;
  const adjusted = holm(tests);
  const pValue = Math.min(...adjusted);
  const limits = pValueLimits.overTime;
  const shared = { check: 'drift', about: { column: at.outcome, arm }, pValue, threshold: limits.warnBelow } as const;
  const what = `The effect of ${arm} against ${at.control} on ${at.outcome}`;
  const say = (effect: TimedEffect): string => sayEffect(effect.value, at.unit);
  if (verdictOf(pValue, limits) === 'pass')
    return {
      ...shared,
      verdict: 'pass',
      says: `${what} does not clearly change over the ${at.spells} on which units came in (${sayP(pValue)}).`,
    };
  const byTrend = trend !== undefined && adjusted[0] < limits.warnBelow;
  if (!byTrend || !early || !late)
    return { ...shared, verdict: 'warn', says: `${what} differs between the days on which units came in, without a clear direction (${sayP(pValue)}).`, mend };
  const path = `${say(early)} in units of ${at.first}, ${say(late)} in those of ${at.last}`;
  const faded = average && !holdsZero(average, at.level) && holdsZero(late, at.level) && Math.abs(late.value) < Math.abs(early.value);
  const fading = faded ? ` The average of all days, ${say(average)}, is clear; that of the latest days could be none.` : '';
  return {
    ...shared,
    verdict: 'warn',
    statistic: trend.value,
    says: `${what} ${verbOf(early, late)} over the ${at.spells} on which units came in: ${path} (${sayP(pValue)}).${fading}`,
    mend,
  };
}

/** An effect that turns from one side of zero to the other does neither. */
function verbOf(early: TimedEffect, late: TimedEffect): string {
  if (early.value * late.value < 0) return 'changes';
  return Math.abs(late.value) < Math.abs(early.value) ? 'falls' : 'grows';
}
