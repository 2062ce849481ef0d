import pc from 'picocolors';
import type { Replay } from '../../study/replay/replayed.ts';
import { displayWidth } from '../format/width.ts';
import { flow, padEnd, truncate, wrap } from '../terminal/layout.ts';
import { painted, type TerminalText } from '../text/terminal.ts';
import { singleLine } from '../text/visible.ts';
import { findingSign } from '../words.ts';
import { replayCells, replayHeader, replayNotes, replayPieces, verdictTable } from './cells.ts';

const screen = 110;
const indent = '  ';
const gap = '  ';
const widestCell = 28;

/**
 * A replay in one screen: a row for each outcome, what the rule says, what the findings say.
 *
 * Units     each number is a look-up.
 */
export function replaySummary(replay: Replay, options: { readonly color: boolean; readonly outputs?: readonly string[] }): TerminalText {
  const paint = pc.createColors(options.color);
  const cells = replay.outcomes.map((one) => replayCells(one, replay));
  const shown = replayHeader.filter(([key], i) => i < 3 || cells.some((row) => row[key] !== '–'));
  const { header, rows } = verdictTable(replay);
  const blocks = [
    [
      `${paint.bold('REPLAY')}   ${singleLine(replay.study.id)}`,
      ...flow(replayPieces(replay).map(singleLine), screen - indent.length, '  ·  ').map((line) => indent + line),
    ],
    [
      ...aligned([shown.map(([, title]) => title), ...cells.map((row) => shown.map(([key]) => singleLine(row[key])))]),
      ...replayNotes(replay).flatMap((note) => hanging('', note)),
    ],
    aligned([header, ...rows.map((row) => row.map(singleLine))]),
    [
      ...replay.findings.flatMap(({ verdict, says, mend }) => hanging(`${findingSign[verdict].icon} `, singleLine(mend ? `${says} ${mend}` : says))),
      ...(options.outputs ?? []).map((path) => paint.dim(indent + singleLine(path))),
    ],
  ];
  return painted(`${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`);
}

const hanging = (sign: string, text: string): readonly string[] =>
  wrap(text, screen - indent.length - sign.length).map((line, i) => indent + (i === 0 ? sign : ' '.repeat(sign.length)) + line);

/** Columns of equal width. */
function aligned(lines: readonly (readonly string[])[]): readonly string[] {
  const cut = lines.map((cells) => cells.map((cell) => truncate(cell, widestCell)));
  const widths = cut[0].map((_, i) => Math.max(...cut.map((cells) => displayWidth(cells[i]))));
  return cut.map((cells) => (indent + cells.map((cell, i) => padEnd(cell, widths[i]) + gap).join('')).trimEnd());
}
