import { ofArm } from '../../../estimate/exhibit.ts';
import type { Finding } from '../../../estimate/finding.ts';
import type { StudyResult } from '../../../study/result.ts';
import { count } from '../../format/number.ts';
import { findingsOf, flowOf } from '../../look-up.ts';
import { armName } from '../../names.ts';
import { code, escaped, joined, list, type Markdown, markdownTable, md, nothing, prose, section, shortName, subsection } from '../../text/markdown.ts';
import { checkName, findingSign, verdictOrder } from '../../words.ts';

function line({ check, says, mend, identification, verdict }: Finding): Markdown {
  const forces = identification && verdict === 'fail' ? md` This check is on identification: it forces a hold.` : nothing;
  return md`**${escaped(checkName(check))}**: ${escaped(says)}${forces}${mend ? md` *What to do:* ${prose(mend)}` : nothing}`;
}

/** Assumptions as they were checked, worst first. */
export function findingsSection(result: StudyResult): Markdown {
  const groups = verdictOrder.map((verdict) => {
    const found = findingsOf(result, verdict);
    const { icon, word } = findingSign[verdict];
    return found.length > 0 ? subsection(escaped(`${icon} ${word} (${found.length})`), list(found.map(line))) : nothing;
  });
  return section(md`Assumptions and findings`, ...(result.findings.length > 0 ? groups : [md`No check was run.`]));
}

function lossesOf(result: StudyResult): readonly Markdown[] {
  return result.estimates.flatMap(({ id, sizes }) => {
    const losses = Object.entries(sizes.dropped).filter(([, units]) => units > 0);
    if (losses.length === 0) return [];
    const byArm = losses.map(([arm, units]) => md`${escaped(count(units))} of arm ${shortName(armName(result, arm))}`);
    return [md`${code(id)} leaves out, for missing values, ${joined(byArm, ' and ')}; ${escaped(count(sizes.units))} units remain.`];
  });
}

function text(cell: number | string | undefined): Markdown {
  return cell === undefined || cell === '' ? md`–` : escaped(typeof cell === 'number' ? count(cell) : cell);
}

/** From eligible to analysed, every loss counted. */
export function flowSection(result: StudyResult): Markdown {
  const flow = flowOf(result);
  const { step = [], units = [], lost = [], reason = [], ...further } = flow?.columns ?? {};
  const arms = Object.entries(further).filter(([name]) => name.startsWith(ofArm));
  const rows = step.map((name, i) => [text(name), text(units[i]), ...arms.map(([, counts]) => text(counts[i])), text(lost[i]), text(reason[i])]);
  const heads = arms.map(([name]) => md`Of ${shortName(armName(result, name.slice(ofArm.length)))}`);
  const losses = lossesOf(result);
  return section(
    md`Flow of units`,
    rows.length > 0
      ? markdownTable([md`Step`, md`Units`, ...heads, md`Lost`, md`Reason`], rows)
      : md`${escaped(count(result.provenance.units))} units were read; the method reports no steps between them and the analysis.`,
    losses.length > 0 ? list(losses) : nothing,
  );
}
