import type { StudyResult } from '../../../study/result.ts';
import { armText, armValueOf } from '../../arm-text.ts';
import { effectInWords } from '../../format/in-words.ts';
import { printed } from '../../format/printed.ts';
import { headlineEstimate, isUnreadable, primaryOf, waitsFor } from '../../look-up.ts';
import { armName, nameOf } from '../../names.ts';
import { inPlainWords } from '../../plainly.ts';
import { escaped, joined, type Markdown, md, nothing, prose, shortName } from '../../text/markdown.ts';
import { benchmarkNote, decisionSign, unreadableNote } from '../../words.ts';

/** The decision in a sentence that needs no statistics, its reason, what to do, and the effect in words. */
export function decisionPart(result: StudyResult): Markdown {
  const { decision, study } = result;
  const { word } = decisionSign(decision.verdict);
  const plain = inPlainWords(result);
  const waiting = waitsFor(result);
  const todo = waiting?.mend === undefined ? nothing : md`**What to do:** ${prose(waiting.mend)}`;
  const note = isUnreadable(result) ? md`**${escaped(unreadableNote)}**` : nothing;
  return joined(
    [
      md`**${escaped(word.toUpperCase())}.** ${joined([plain === undefined ? nothing : escaped(plain), escaped(decision.says)], ' ')}`,
      joined([note, todo], ' '),
      isUnreadable(result) ? nothing : primaryInWords(result),
      study.evidence === 'benchmark' ? escaped(benchmarkNote) : nothing,
    ],
    '\n\n',
  );
}

/** `Tickets resolved: between 1.1 and 4.4 more per 100 tickets (95 % interval), 50.6 % in off and 52.9 % in on.` */
function primaryInWords(result: StudyResult): Markdown {
  const outcome = primaryOf(result);
  const estimate = outcome && headlineEstimate(result, outcome);
  if (!outcome || !estimate) return nothing;
  const words = effectInWords(estimate, outcome, result.study.unit);
  const { level, effect, interval } = printed(estimate);
  const { control, treatment } = estimate.estimand.contrast;
  const means = [control, treatment].flatMap((arm) => {
    const seen = armValueOf(result, outcome.name, arm);
    return seen ? [md`${escaped(armText(seen, estimate))} in ${shortName(armName(result, arm))}`] : [];
  });
  const said = words === undefined ? `${effect}, ${level} interval ${interval}` : `${words} (${level} interval)`;
  return md`${shortName(nameOf(result, outcome.name))}: ${escaped(said)}${means.length === 2 ? md`; seen were ${joined(means, ' and ')}` : nothing}.`;
}
