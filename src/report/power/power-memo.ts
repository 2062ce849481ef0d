import type { PowerPlan } from '../../study/power/power-plan.ts';
import { code, escaped, joined, list, markdownTable, md, nothing, prose, section } from '../text/markdown.ts';
import { assumptionPieces, curveTable, notesOf, powerCells, powerHeader, simulatedText } from './cells.ts';

/** A power plan in Markdown. */
export function powerMemo(plan: PowerPlan): string {
  const cells = plan.rows.map(powerCells);
  const told = cells.filter((row) => !row.refused);
  const refused = cells.flatMap((row) => (row.refused ? [md`${code(row.outcome)}: ${prose(`${row.refused.says} ${row.refused.mend}`)}`] : []));
  const curve = curveTable(plan);
  const simulated = simulatedText(plan);
  const parts = [
    md`# ${escaped(plan.study.id)}: power`,
    escaped(plan.study.question),
    list(assumptionPieces(plan).map(escaped)),
    told.length > 0
      ? markdownTable(
          powerHeader.map(([, title]) => escaped(title)),
          told.map((row) => powerHeader.map(([key]) => (key === 'outcome' ? code(row.outcome) : escaped(row[key])))),
        )
      : nothing,
    list(notesOf(plan).map(escaped)),
    refused.length > 0 ? section(md`Not told`, list(refused)) : nothing,
    curve
      ? section(
          escaped(plan.exhibits[0].title),
          escaped(plan.exhibits[0].says),
          markdownTable(
            curve.header.map(escaped),
            curve.rows.map((row) => row.map(escaped)),
          ),
        )
      : nothing,
    simulated ? section(md`By simulation`, escaped(simulated)) : nothing,
    plan.findings.length > 0 ? section(md`What bears on it`, list(plan.findings.map(({ says, mend }) => prose(mend ? `${says} ${mend}` : says)))) : nothing,
  ];
  return `${joined(parts, '\n\n')}\n`;
}
