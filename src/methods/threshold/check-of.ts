import type { Answer } from '../../estimate/answer.ts';
import type { Asking } from '../../relation/asking.ts';
import { type Analysed, analysedOf } from './analysed.ts';
import { type AskedRows, askRows } from './ask-rows.ts';
import type { FoundAtCutoff } from './found.ts';
import { effectOf } from './inference.ts';
import { type AtThreshold, atThresholdOf, type ThresholdOptions } from './options.ts';
import { outcomeRefusal } from './refusals.ts';

/** An effect, and the rows that it comes from. */
export interface EffectFound {
  readonly found: FoundAtCutoff;
  readonly analysed: Analysed;
  readonly asked: AskedRows;
}

/** What a check says of rows as they are asked; of no row nothing. */
export function* checkRows(options: ThresholdOptions, check: (asked: AskedRows, c: AtThreshold) => Partial<Answer>): Asking<Answer> {
  const c = atThresholdOf(options);
  const asked = yield* askRows(c);
  return { estimates: [], findings: [], exhibits: [], ...(asked.score.length > 0 && check(asked, c)) };
}

/** What a check says of an effect; nothing of an outcome that the method refuses. */
export const checkEffect = (options: ThresholdOptions, check: (of: EffectFound, c: AtThreshold) => Partial<Answer>): Asking<Answer> =>
  checkRows(options, (asked, c) => {
    const of = effectFound(asked, c);
    return of ? check(of, c) : {};
  });

/** The effect on the outcome, where there is one. */
export function effectFound(asked: AskedRows, c: AtThreshold): EffectFound | undefined {
  const analysed = analysedOf(asked, c);
  const found = outcomeRefusal(analysed, c) ? undefined : effectOf(analysed, c);
  return found && !('refused' in found) ? { found, analysed, asked } : undefined;
}
