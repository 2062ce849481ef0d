import type { StudyResult } from '../../../study/result.ts';
import { againstZero } from '../../against.ts';
import { effectInWords } from '../../format/in-words.ts';
import { count } from '../../format/number.ts';
import { printed } from '../../format/printed.ts';
import { isUnreadable, netValueEstimate } from '../../look-up.ts';
import { armHeads, decidingRows } from '../../outcome-rows.ts';
import { unprotectedText } from '../../plan/measurement-plan.ts';
import { escaped, fullName, type Markdown, markdownTable, md, nothing, section } from '../../text/markdown.ts';
import { unitAndPeriod } from '../../words.ts';

/** What happened: each outcome in both arms, its effect, and how it stands against what matters. */
export function happenedPart(result: StudyResult): Markdown {
  const { rows: deciding, left } = decidingRows(result);
  const rows = deciding.map(({ name, role, arms, effect, limits, so }) => [
    fullName(name, role),
    ...[...arms, effect, limits, `${so.icon} ${so.word}`].map(escaped),
  ]);
  return section(
    isUnreadable(result) ? md`What was seen: not to be read as an effect` : md`What happened`,
    markdownTable([md`Outcome`, ...armHeads(result).map(escaped), md`Effect`, md`Interval or bound`, md`So`], rows),
    netValue(result),
    leftOut(result, left),
  );
}

/** With one treatment; of several it is a row of the table. */
function netValue(result: StudyResult): Markdown {
  const estimate = netValueEstimate(result);
  if (!estimate || result.decision.arms || isUnreadable(result)) return nothing;
  const unit = unitAndPeriod(result.study);
  const { effect, interval, level } = printed(estimate);
  const words = effectInWords(estimate, {}, result.study);
  const numbers = words === undefined ? `${effect} per ${unit}, ${level} interval ${interval}` : `${effect} per ${unit}, ${words} (${level} interval)`;
  return md`**Net value** ${escaped(`${numbers}; ${againstZero(result, estimate).word}.`)}`;
}

/** What else the table leaves open. */
function leftOut(result: StudyResult, rows: number): Markdown {
  const aside = rows > 0 ? `${count(rows)} rows of what does not decide, for the other ${result.study.design.noun[1]}, are in the appendix.` : undefined;
  return escaped([unprotectedText(result), aside].filter((said) => said !== undefined).join(' '));
}
