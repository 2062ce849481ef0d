import type { StudyResult } from '../../../study/result.ts';
import { isUnreadable, waitsFor } from '../../look-up.ts';
import { inPlainWords } from '../../plainly.ts';
import { judgedOutcomes } from '../../plan/measured-how.ts';
import { correctedText, primaryInWords } from '../../primary-in-words.ts';
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
      isUnreadable(result) ? nothing : effectPart(result),
      ...judgedOutcomes(result).map(({ name, says }) => md`How ${shortName(name)} is measured: ${escaped(says)}`),
      study.evidence === 'benchmark' ? escaped(benchmarkNote) : nothing,
    ],
    '\n\n',
  );
}

/** `Tickets resolved: between 1.1 and 4.4 more per 100 tickets (95 % interval); seen were 50.6 % in off and 52.9 % in on.` */
function effectPart(result: StudyResult): Markdown {
  const primary = primaryInWords(result);
  if (!primary) return nothing;
  const means = primary.means.map(({ arm, mean }) => md`${escaped(mean)} in ${shortName(arm)}`);
  const effect = md`${shortName(primary.name)}: ${escaped(primary.effect)}${means.length > 0 ? md`; ${escaped(primary.lead)} ${joined(means, ' and ')}` : nothing}.`;
  return joined([effect, escaped(correctedText(primary))], ' ');
}
