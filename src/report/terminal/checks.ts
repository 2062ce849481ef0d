import { counted } from '../../errors/words.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { StudyResult } from '../../study/result.ts';
import { aboutMechanism, findingsOf, headlineEstimate, refusalOf } from '../look-up.ts';
import { singleLine } from '../text/visible.ts';
import { checkName, findingSign } from '../words.ts';

const mostDoubts = 4;

/** The sentence without its stop; its first letter is lowered only where it opens with the check's own name, never in a column name. */
function spoken({ says, check }: Finding): string {
  const text = singleLine(says).replace(/\.$/, '');
  const opensWithCheck = text.toLowerCase().startsWith(checkName(check).toLowerCase());
  return opensWithCheck ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** What passed is counted: the report has its sentences. */
function passes(result: StudyResult): readonly string[] {
  const passed = findingsOf(result, 'pass').length;
  return passed > 0 ? [`${findingSign.pass.icon} ${counted(passed, 'check')} passed`] : [];
}

/** Why outcomes have no number: shown in the place of the number. */
function toldInRows(result: StudyResult): readonly string[] {
  return result.study.outcomes.filter((outcome) => !headlineEstimate(result, outcome)).map((outcome) => refusalOf(result, outcome));
}

/** The checks as short pieces: failures first, then how many passed, then warnings, the rest counted. */
export function checkPieces(result: StudyResult): readonly string[] {
  const fails = findingsOf(result, 'fail').map((f) => `${findingSign.fail.icon} ${spoken(f)}`);
  const refused = findingsOf(result, 'refuse').filter(({ says }) => !toldInRows(result).includes(says));
  const warned = findingsOf(result, 'warn');
  const aside = warned.filter((f) => aboutMechanism(result, f)).length;
  const doubts = [...refused, ...warned.filter((f) => !aboutMechanism(result, f))].map((f) => `${findingSign[f.verdict].icon} ${spoken(f)}`);
  const unsaid = doubts.length - Math.min(doubts.length, mostDoubts) + aside;
  const rest = unsaid > 0 ? [`${findingSign.warn.icon} ${unsaid} more in the memo`] : [];
  return [...fails, ...passes(result), ...doubts.slice(0, mostDoubts), ...rest];
}
