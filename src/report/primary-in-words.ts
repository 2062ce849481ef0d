import type { Estimate } from '../estimate/estimate.ts';
import type { OutcomeWords, StudyResult } from '../study/result.ts';
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
  /** The same, of a study that stopped at a look, as it is without the luck of that look: `+2.39 pp, between 0.52 and 4.25 more per 100 tickets` */
  readonly corrected?: string;
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
    ...correctedOf(estimate, outcome, result.study),
    lead: means.some(({ estimated }) => estimated) ? 'means are' : 'seen were',
    means: means.length === 2 ? means : [],
  };
}

function correctedOf(estimate: Estimate, outcome: OutcomeWords, study: StudyResult['study']): Pick<PrimaryInWords, 'corrected'> {
  const { afterStopping } = estimate;
  if (!afterStopping) return {};
  const { value, interval } = afterStopping;
  const stopped: Estimate = { ...estimate, value, interval: { ...estimate.interval, pieces: [{ low: interval.low, high: interval.high }] } };
  const { effect, interval: ends } = printed(stopped);
  return { corrected: `${effect}, ${effectInWords(stopped, outcome, study) ?? ends}` };
}

/** A sentence of its own after the effect; nothing where the study stopped at no look. */
export const correctedText = ({ corrected }: PrimaryInWords): string =>
  corrected === undefined ? '' : `If the study stops here, corrected for that: ${corrected}.`;
