import type { StudyResult } from '../study/result.ts';
import { armText, armValueOf } from './arm-text.ts';
import { effectInWords } from './format/in-words.ts';
import { printed } from './format/printed.ts';
import { headlineEstimate, primaryOf } from './look-up.ts';
import { armCalled, type Name, nameOf } from './names.ts';

/** The primary effect as somebody would say it. */
export interface PrimaryInWords {
  readonly name: Name;
  /** `between 1.1 and 4.4 more per 100 tickets (95 % interval)` */
  readonly effect: string;
  /** What comes before the means: `seen were`, or `means are` where one of them is estimated. */
  readonly lead: string;
  /** What was seen in control and treatment; none where there are no arms. */
  readonly means: readonly { readonly arm: Name; readonly mean: string }[];
}

export function primaryInWords(result: StudyResult): PrimaryInWords | undefined {
  const outcome = primaryOf(result);
  const estimate = outcome && headlineEstimate(result, outcome);
  if (!outcome || !estimate) return undefined;
  const words = effectInWords(estimate, outcome, result.study);
  const { level, effect, interval } = printed(estimate);
  const { control, treatment } = estimate.estimand.contrast;
  const means = [control, treatment].flatMap((arm) => {
    const seen = armValueOf(result, outcome.name, arm);
    return seen
      ? [{ arm: armCalled(result, arm), mean: `${armText(seen, estimate)}${seen.estimated ? ' (estimated)' : ''}`, estimated: seen.estimated === true }]
      : [];
  });
  const said = words === undefined ? `${effect}, ${level} interval ${interval}` : `${words} (${level} interval)`;
  return {
    name: nameOf(result, outcome.name),
    effect: said,
    lead: means.some(({ estimated }) => estimated) ? 'means are' : 'seen were',
    means: means.length === 2 ? means : [],
  };
}
