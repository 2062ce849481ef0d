import pc from 'picocolors';
import type { PowerPlan } from '../../study/power/power-plan.ts';
import { displayWidth } from '../format/width.ts';
import { flow, padEnd, truncate, wrap } from '../terminal/layout.ts';
import { painted, type TerminalText } from '../text/terminal.ts';
import { singleLine } from '../text/visible.ts';
import { findingSign } from '../words.ts';
import { assumptionPieces, curveTable, notesOf, powerCells, powerHeader, simulatedText } from './cells.ts';

const screen = 110;
const indent = '  ';
const gap = '  ';
const widestCell = 28;

/**
 * A power plan in one screen: a row for each outcome, the curve in numbers, the warnings.
 *
 * Units     each number is a look-up.
 */
export function powerSummary(plan: PowerPlan, options: { readonly color: boolean; readonly outputs?: readonly string[] }): TerminalText {
  const paint = pc.createColors(options.color);
  const first = `${paint.bold('POWER')}   ${singleLine(plan.study.id)}`;
  const assumptions = flow(assumptionPieces(plan).map(singleLine), screen - indent.length, '  ·  ').map((line) => indent + line);
  const curve = curveTable(plan);
  const simulated = simulatedText(plan);
  const findings = plan.findings.flatMap(({ verdict, says, mend }) => hanging(`${findingSign[verdict].icon} `, singleLine(mend ? `${says} ${mend}` : says)));
  const blocks = [
    [first, ...assumptions],
    outcomeLines(plan),
    curve
      ? [
          ...aligned([
            [truncate(singleLine(plan.exhibits[0].title), 44), ...curve.header.slice(1)],
            ...curve.rows.map((row) => row.map((cell) => truncate(singleLine(cell), widestCell))),
          ]),
        ]
      : [],
    simulated ? hanging('', singleLine(simulated)) : [],
    [...findings, ...(options.outputs ?? []).map((path) => paint.dim(indent + singleLine(path)))],
  ];
  const filled = blocks.filter((lines) => lines.length > 0);
  return painted(`${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`);
}

function outcomeLines(plan: PowerPlan): readonly string[] {
  const cells = plan.rows.map(powerCells);
  const shown = powerHeader.filter(([key], i) => i < 2 || cells.some((row) => !row.refused && row[key] !== '–'));
  const told = cells.filter((row) => !row.refused);
  const table = aligned([shown.map(([, title]) => title), ...told.map((row) => shown.map(([key]) => truncate(singleLine(row[key]), widestCell)))]);
  const refused = cells.flatMap(({ refused: why }) => (why ? hanging('– ', singleLine(`${why.says} ${why.mend}`)) : []));
  const notes = notesOf(plan).flatMap((note) => hanging('', singleLine(note)));
  return [...(told.length > 0 ? [...table, ...notes] : []), ...refused];
}

const hanging = (sign: string, text: string): readonly string[] =>
  wrap(text, screen - indent.length - sign.length).map((line, i) => indent + (i === 0 ? sign : ' '.repeat(sign.length)) + line);

/** Columns of equal width; a table that is too wide gives its last column lines of its own. */
function aligned(lines: readonly (readonly string[])[]): readonly string[] {
  const widths = lines[0].map((_, i) => Math.max(...lines.map((cells) => displayWidth(cells[i]))));
  const last = widths.length - 1;
  const room = screen - indent.length - widths.slice(0, last).reduce((sum, w) => sum + w + gap.length, 0);
  return lines.flatMap((cells) => {
    const start =
      indent +
      cells
        .slice(0, last)
        .map((cell, i) => padEnd(cell, widths[i]) + gap)
        .join('');
    if (room >= widths[last]) return [(start + cells[last]).trimEnd()];
    return [start.trimEnd(), ...wrap(cells[last], screen - 3 * indent.length).map((line) => indent.repeat(3) + line)];
  });
}
