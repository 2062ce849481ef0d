import { ofArm } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { StudyResult } from '../../study/result.ts';
import { count } from '../format/number.ts';
import { findingsOf, flowOf } from '../look-up.ts';
import { armName } from '../names.ts';
import { checkName, findingSign, verdictOrder } from '../words.ts';
import { code, escaped, list, markdownTable, prose, section, shortName, subsection } from './markdown.ts';

function line({ check, says, mend, identification, verdict }: Finding): string {
  const forces = identification && verdict === 'fail' ? ' This check is on identification: it forces a hold.' : '';
  return `**${escaped(checkName(check))}**: ${escaped(says)}${forces}${mend ? ` *What to do:* ${prose(mend)}` : ''}`;
}

/** Assumptions as they were checked, worst first. */
export function findingsSection(result: StudyResult): string {
  const groups = verdictOrder.map((verdict) => {
    const found = findingsOf(result, verdict);
    const { icon, word } = findingSign[verdict];
    return found.length > 0 ? subsection(`${icon} ${word} (${found.length})`, list(found.map(line))) : '';
  });
  return section('Assumptions and findings', ...(result.findings.length > 0 ? groups : ['No check was run.']));
}

function lossesOf(result: StudyResult): readonly string[] {
  return result.estimates.flatMap(({ id, sizes }) => {
    const losses = Object.entries(sizes.dropped).filter(([, units]) => units > 0);
    return losses.length > 0
      ? [
          `${code(id)} leaves out, for missing values, ${losses.map(([arm, units]) => `${count(units)} of arm ${shortName(armName(result, arm))}`).join(' and ')}; ${count(sizes.units)} units remain.`,
        ]
      : [];
  });
}

function text(cell: number | string | undefined): string {
  return cell === undefined || cell === '' ? '–' : typeof cell === 'number' ? count(cell) : escaped(cell);
}

/** From eligible to analysed, every loss counted. */
export function flowSection(result: StudyResult): string {
  const flow = flowOf(result);
  const { step = [], units = [], lost = [], reason = [], ...further } = flow?.columns ?? {};
  const arms = Object.entries(further).filter(([name]) => name.startsWith(ofArm));
  const rows = step.map((name, i) => [text(name), text(units[i]), ...arms.map(([, counts]) => text(counts[i])), text(lost[i]), text(reason[i])]);
  const heads = arms.map(([name]) => `Of ${shortName(armName(result, name.slice(ofArm.length)))}`);
  const losses = lossesOf(result);
  return section(
    'Flow of units',
    rows.length > 0
      ? markdownTable(['Step', 'Units', ...heads, 'Lost', 'Reason'], rows)
      : `${count(result.provenance.units)} units were read; the method reports no steps between them and the analysis.`,
    losses.length > 0 ? list(losses) : '',
  );
}
