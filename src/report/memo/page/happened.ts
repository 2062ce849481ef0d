import type { StudyResult } from '../../../study/result.ts';
import { againstZero } from '../../against.ts';
import { effectInWords } from '../../format/in-words.ts';
import { printed } from '../../format/printed.ts';
import { isUnreadable, netValuesOf } from '../../look-up.ts';
import { armName } from '../../names.ts';
import { armHeads, outcomeRows } from '../../outcome-rows.ts';
import { unprotectedText } from '../../plan/measurement-plan.ts';
import { escaped, fullName, joined, list, type Markdown, markdownTable, md, nothing, section, shortName } from '../../text/markdown.ts';
import { unitNoun } from '../../words.ts';

/** What happened: each outcome in both arms, its effect, and how it stands against what matters. */
export function happenedPart(result: StudyResult): Markdown {
  const rows = outcomeRows(result).map(({ name, role, arms, effect, limits, so }) => [
    fullName(name, role),
    ...[...arms, effect, limits, `${so.icon} ${so.word}`].map(escaped),
  ]);
  return section(
    isUnreadable(result) ? md`What was seen: not to be read as an effect` : md`What happened`,
    markdownTable([md`Outcome`, ...armHeads(result).map(escaped), md`Effect`, md`Interval or bound`, md`So`], rows),
    isUnreadable(result) ? nothing : netValues(result),
    escaped(unprotectedText(result) ?? ''),
  );
}

function netValues(result: StudyResult): Markdown {
  const unit = unitNoun(result.study.unit);
  const said = netValuesOf(result).map(({ arm, estimate }) => {
    const { effect, interval, level } = printed(estimate);
    const words = effectInWords(estimate, {}, result.study.unit);
    const numbers = words === undefined ? `${effect} per ${unit}, ${level} interval ${interval}` : `${effect} per ${unit}, ${words} (${level} interval)`;
    const whose = arm === undefined ? nothing : md`${shortName(armName(result, arm))}: `;
    return md`**Net value** ${whose}${escaped(`${numbers}; ${againstZero(result, estimate).word}.`)}`;
  });
  return said.length > 1 ? list(said) : joined(said, ' ');
}
