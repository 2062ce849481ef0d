import type { StudyResult } from '../../../study/result.ts';
import { measurementPlan, unprotectedText } from '../../plan/measurement-plan.ts';
import { versionMeanings, versionTable } from '../../plan/versions.ts';
import { code, escaped, fullName, list, type Markdown, markdownTable, md, nothing, section } from '../../text/markdown.ts';

/** How each outcome is measured and what the decision does with it, guardrails by what they protect. */
export function measurementSection(result: StudyResult): Markdown {
  const rows = measurementPlan(result).map(({ name, role, how, use }) => [fullName(name, role), escaped(how), escaped(use)]);
  return section(
    md`What is measured, and what the decision does with it`,
    markdownTable([md`Outcome`, md`How it is measured`, md`What the decision does with it`], rows),
    escaped(unprotectedText(result) ?? ''),
  );
}

/** The versions that this is about, and what it means when one changes. */
export function versionsSection(result: StudyResult): Markdown {
  const { arms, rows } = versionTable(result);
  const cells = rows.map(({ part, versions }) => [escaped(part), ...versions.map((version) => (version === undefined ? md`–` : code(version)))]);
  return section(
    md`Versions, and what a change of one means`,
    rows.length > 0 ? markdownTable([md`Part`, ...arms.map((arm) => fullName(arm))], cells) : nothing,
    list(versionMeanings(result).map(escaped)),
  );
}
