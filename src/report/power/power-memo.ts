import type { PowerPlan } from '../../study/power/power-plan.ts';
import { code, escaped, list, markdownTable, prose, section } from '../memo/markdown.ts';
import { assumptionPieces, curveTable, notesOf, powerCells, powerHeader, simulatedText } from './cells.ts';

/** A power plan in Markdown. */
export function powerMemo(plan: PowerPlan): string {
  const cells = plan.rows.map(powerCells);
  const told = cells.filter((row) => !row.refused);
  const refused = cells.flatMap((row) => (row.refused ? [`${code(row.outcome)}: ${prose(`${row.refused.says} ${row.refused.mend}`)}`] : []));
  const curve = curveTable(plan);
  const simulated = simulatedText(plan);
  const parts = [
    `# ${escaped(plan.study.id)}: power`,
    escaped(plan.study.question),
    list(assumptionPieces(plan).map(escaped)),
    told.length > 0
      ? markdownTable(
          powerHeader.map(([, title]) => title),
          told.map((row) => powerHeader.map(([key]) => (key === 'outcome' ? code(row.outcome) : escaped(row[key])))),
        )
      : '',
    list(notesOf(plan).map(escaped)),
    refused.length > 0 ? section('Not told', list(refused)) : '',
    curve
      ? section(
          escaped(plan.exhibits[0].title),
          escaped(plan.exhibits[0].says),
          markdownTable(
            curve.header,
            curve.rows.map((row) => row.map(escaped)),
          ),
        )
      : '',
    simulated ? section('By simulation', escaped(simulated)) : '',
    plan.findings.length > 0 ? section('What bears on it', list(plan.findings.map(({ says, mend }) => prose(mend ? `${says} ${mend}` : says)))) : '',
  ];
  return `${parts.filter((text) => text !== '').join('\n\n')}\n`;
}
