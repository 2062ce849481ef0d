import type { Unit } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayP } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { sayEffect } from '../../estimate/unit.ts';
import { verdictOf } from '../../estimate/verdict-of.ts';
import { holdsZero } from '../../inference/over-time/lines-exhibit.ts';
import { thirdOf } from '../../inference/over-time/time-weights.ts';
import { pValueOf, type TimedEffect } from '../../inference/over-time/timed-effect.ts';
import type { Ages } from './ages.ts';

/** The effects of one arm by time since exposure, added up over a window that all units in it lived through. */
export interface SinceExposure {
  readonly arm: string;
  readonly trend: TimedEffect | undefined;
  readonly early: TimedEffect | undefined;
  readonly late: TimedEffect | undefined;
  readonly average: TimedEffect | undefined;
  /** Its values are too skewed for the t of the trend. */
  readonly rough: boolean;
  readonly units: number;
}

interface About {
  readonly outcome: string;
  readonly control: string;
  readonly unit: Unit;
  readonly level: number;
  readonly ages: Ages;
  /** Whether it is added up over the rows of a day, or is among units with rows only. */
  readonly of: 'total' | 'any' | 'present';
}

/** Does the effect grow or fall with the time since a unit's first row? Undefined where nothing can be tested. */
export function noveltyFinding({ arm, trend, early, late, average, rough, units }: SinceExposure, at: About): Finding | undefined {
  if (!trend || !early || !late) return undefined;
  const { ages } = at;
  const what = `The effect of ${arm} against ${at.control} on ${at.outcome}`;
  const about = { column: at.outcome, arm };
  const over = `over the first ${spellOf(0, ages.window, ages)} of ${sayCount(units)} units`;
  if (rough)
    return {
      check: 'novelty',
      about,
      verdict: 'pass',
      says: `${at.outcome} is too skewed to tell, ${over}, whether the effect of ${arm} changes with the time since a unit's first row.`,
    };
  const pValue = pValueOf(trend);
  const limits = pValueLimits.overTime;
  const shared = { check: 'novelty', about, statistic: trend.value, pValue, threshold: limits.warnBelow } as const;
  if (verdictOf(pValue, limits) === 'pass')
    return { ...shared, verdict: 'pass', says: `${what} does not clearly change with the time since a unit's first row (${sayP(pValue)}, ${over}).` };
  const say = (effect: TimedEffect): string => `${sayEffect(effect.value, at.unit)}${at.of === 'total' ? ` a ${ages.days === 1 ? 'day' : 'week'}` : ''}`;
  const third = thirdOf(ages.window);
  const falls = Math.abs(late.value) < Math.abs(early.value);
  const path = `${say(early)} in ${spellText(0, third, ages)}, ${say(late)} in ${spellText(ages.window - third, ages.window, ages)}`;
  const faded = falls && average && !holdsZero(average, at.level) && holdsZero(late, at.level);
  const fading = faded ? ' Its average over these days is clear; what is left of it at last could be none.' : '';
  const present = at.of === 'present' ? ' It is among units with rows at that time, who may be others in one arm.' : '';
  return {
    ...shared,
    verdict: 'warn',
    says: `${what} ${falls ? 'falls' : 'grows'} with the time since a unit's first row: ${path} (${sayP(pValue)}, ${over}). The average over the study is not what users will have later.${fading}${present}`,
    mend: falls
      ? 'Go on until the effect is level, and decide by what it is then: what draws by being new wears off.'
      : 'Go on until the effect is level: users may need time to learn, and what it is at first is less than what it will be.',
  };
}

/** `2 days`, `1 week`. */
function spellOf(from: number, to: number, { days }: Ages): string {
  const count = to - from;
  return `${count} ${days === 1 ? 'day' : 'week'}${count === 1 ? '' : 's'}`;
}

/** `day 1`, `days 8 to 10`: the first day is the one of the first row. */
function spellText(from: number, to: number, { days }: Ages): string {
  const name = days === 1 ? 'day' : 'week';
  return to - from === 1 ? `${name} ${to}` : `${name}s ${from + 1} to ${to}`;
}
