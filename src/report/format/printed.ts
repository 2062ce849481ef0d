import type { Bounds, Estimate, Interval } from '../../estimate/estimate.ts';
import { type Measure, measureOf } from '../../estimate/unit.ts';
import type { GuardrailVerdict } from '../../study/result.ts';
import { intervalInWords, intervalText, levelText, relativeShape } from './interval.ts';
import { fixed, pValue } from './number.ts';
import { decimalsFor, decimalsOf, decimalsOfEstimate } from './precision.ts';
import { tellingDecimals } from './telling.ts';
import { amount, bare, measureOfEstimand, percentOfControl } from './unit.ts';

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

function endsOf({ pieces }: Interval): readonly number[] {
  return pieces.flatMap(({ low, high }) => [low, high]).filter((end) => end !== undefined);
}

/** The ends of two rays do not show how well the value is known. */
const bounded = (interval: Interval | undefined): Interval | undefined => (relativeShape(interval) === undefined ? interval : undefined);

function relativeIntervalText(interval: Interval, decimals: number): string {
  return intervalText(interval, tellingDecimals(endsOf(interval), [0], decimals, percentOfControl), percentOfControl);
}

/** Two digits of its own, also where the value shows fewer decimals. */
function standardErrorText(standardError: number, decimals: number, { factor }: Measure): string {
  return fixed(standardError * factor, standardError > 0 ? decimalsFor(standardError * factor) : decimals);
}

/** Beside an interval that holds with others stands the p-value that counts them. */
function testText({ interval, test, adjusted }: Estimate): string {
  const together = interval.kind === 'simultaneous' ? adjusted?.find(({ procedure }) => procedure === 'max-t') : undefined;
  if (together) return `${pValue(together.pValue)}, max-t`;
  return test ? pValue(test.pValue) : missing;
}

/**
 * An estimate's numbers as text. The interval gets further digits where rounding would set an end on what it is compared with: no effect, and `compared`.
 *
 * Units     shares in percentage points, the relative effect in percent of the control mean.
 * Errors    throws when a number is not finite.
 */
export function printed(estimate: Estimate, words: 'short' | 'full' = 'full', compared: readonly number[] = []): Printed {
  const measure = measureOfEstimand(estimate.estimand, words);
  const decimals = decimalsOfEstimate(estimate, measure.factor);
  const { interval, relative, standardError, test } = estimate;
  const intervalDecimals = tellingDecimals(endsOf(interval), [test?.null ?? 0, ...compared], decimals, measure);
  const relativeDecimals = relative ? decimalsOf(relative.value, undefined, bounded(relative.interval), percentOfControl.factor) : 0;
  return {
    effect: amount(estimate.value, decimals, measure),
    standardError: standardError === undefined ? missing : standardErrorText(standardError, decimals, measure),
    interval: intervalText(interval, intervalDecimals, measure),
    intervalInWords: intervalInWords(interval, intervalDecimals, measure),
    level: levelText(interval),
    relative: relative ? amount(relative.value, relativeDecimals, percentOfControl) : missing,
    relativeInterval: relative?.interval ? relativeIntervalText(relative.interval, relativeDecimals) : missing,
    pValue: testText(estimate),
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
  /** The same bound in the other unit, `+8.1 %` where the tolerance is in the outcome's own; absent where the method gave none. */
  readonly beside?: string;
  readonly level: string;
}

type Margin = Pick<GuardrailVerdict, 'better' | 'relative' | 'tolerance'>;

/**
 * The bound on the harmful side: upper when lower is better; in the unit of the tolerance, with further digits where rounding would set it on that, and beside it in
 * the other unit. It holds at every look where the interval does. Undefined when the method gave none.
 */
export function printedBound(estimate: Estimate, margin: Margin, words: 'short' | 'full' = 'full'): PrintedBound | undefined {
  const { better, relative, tolerance } = margin;
  const bounds = boundsIn(estimate, relative);
  if (!bounds) return undefined;
  const side = better === 'lower' ? 'upper' : 'lower';
  const measure = measureIn(estimate, relative, words);
  const at = harmful(bounds, better);
  const decimals = tellingDecimals([at], [better === 'lower' ? tolerance : -tolerance], usualDecimals(estimate, relative, measure), measure);
  const other = boundsIn(estimate, !relative);
  const otherMeasure = measureIn(estimate, !relative, words);
  return {
    side,
    digits: relative ? amount(at, decimals, measure) : bare(at, decimals, measure),
    text: amount(at, decimals, measure),
    ...(other && { beside: amount(harmful(other, better), usualDecimals(estimate, !relative, otherMeasure), otherMeasure) }),
    level: levelText({ level: bounds.level, side: 'two-sided', kind: estimate.interval.kind }),
  };
}

/** `+2.27 pp (+60 %)`: the bound in the unit of the tolerance, and in the other one. */
export const bothUnits = ({ text, beside }: PrintedBound): string => (beside === undefined ? text : `${text} (${beside})`);

const boundsIn = (estimate: Estimate, relative: boolean): Bounds | undefined => (relative ? estimate.relative?.bounds : estimate.bounds);

const harmful = ({ low, high }: Bounds, better: Margin['better']): number => (better === 'lower' ? high : low);

const measureIn = ({ estimand }: Estimate, relative: boolean, words: 'short' | 'full'): Measure =>
  relative ? percentOfControl : measureOf(estimand.unit, words);

const usualDecimals = (estimate: Estimate, relative: boolean, { factor }: Measure): number =>
  relative ? decimalsOf(estimate.relative?.value ?? 0, undefined, bounded(estimate.relative?.interval), factor) : decimalsOfEstimate(estimate, factor);
