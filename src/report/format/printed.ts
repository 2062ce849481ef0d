import type { Estimate } from '../../estimate/estimate.ts';
import { intervalInWords, intervalText, levelText } from './interval.ts';
import { fixed, percent, pValue } from './number.ts';
import { decimalsOf, decimalsOfEstimate } from './precision.ts';
import { amount, bare, measureOf, percentOfControl } from './unit.ts';

export const missing = '–';

/** An estimate as text: each field is a look-up, rounded by the standard error. */
export interface Printed {
  readonly effect: string;
  readonly standardError: string;
  readonly interval: string;
  readonly intervalInWords: string;
  readonly level: string;
  readonly relative: string;
  readonly relativeInterval: string;
  readonly pValue: string;
}

/**
 * An estimate's numbers as text.
 *
 * Units     shares in percentage points, the relative effect in percent of the control mean.
 * Errors    throws when a number is not finite.
 */
export function printed(estimate: Estimate, words: 'short' | 'full' = 'full'): Printed {
  const measure = measureOf(estimate.estimand.unit, words);
  const decimals = decimalsOfEstimate(estimate, measure.factor);
  const { interval, relative, standardError, test } = estimate;
  const relativeDecimals = relative ? decimalsOf(relative.value, undefined, relative.interval, percentOfControl.factor) : 0;
  return {
    effect: amount(estimate.value, decimals, measure),
    standardError: standardError === undefined ? missing : fixed(standardError * measure.factor, decimals),
    interval: intervalText(interval, decimals, measure),
    intervalInWords: intervalInWords(interval, decimals, measure),
    level: levelText(interval),
    relative: relative ? amount(relative.value, relativeDecimals, percentOfControl) : missing,
    relativeInterval: relative?.interval ? intervalText(relative.interval, relativeDecimals, percentOfControl) : missing,
    pValue: test ? pValue(test.pValue) : missing,
  };
}

/** The one-sided bound that a guardrail is judged by. */
export interface PrintedBound {
  /** `upper` or `lower` */
  readonly side: string;
  /** `+0.41` */
  readonly digits: string;
  /** `+0.41 pp` */
  readonly text: string;
  readonly level: string;
}

/** The bound on the harmful side: upper when lower is better. Undefined when the method gave none. */
export function printedBound(estimate: Estimate, better: 'higher' | 'lower', relative: boolean, words: 'short' | 'full' = 'full'): PrintedBound | undefined {
  const bounds = relative ? estimate.relative?.bounds : estimate.bounds;
  if (!bounds) return undefined;
  const measure = relative ? percentOfControl : measureOf(estimate.estimand.unit, words);
  const decimals = relative
    ? decimalsOf(estimate.relative?.value ?? 0, undefined, estimate.relative?.interval, measure.factor)
    : decimalsOfEstimate(estimate, measure.factor);
  const at = better === 'lower' ? bounds.high : bounds.low;
  return {
    side: better === 'lower' ? 'upper' : 'lower',
    digits: relative ? amount(at, decimals, measure) : bare(at, decimals, measure),
    text: amount(at, decimals, measure),
    level: percent(bounds.level),
  };
}
