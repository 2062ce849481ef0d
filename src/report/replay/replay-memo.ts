import type { Replay } from '../../study/replay/replayed.ts';
import { code, escaped, joined, list, markdownTable, md, prose, section } from '../text/markdown.ts';
import { findingSign } from '../words.ts';
import { replayCells, replayHeader, replayNotes, replayPieces, verdictTable } from './cells.ts';

/** A replay in Markdown. */
export function replayMemo(replay: Replay): string {
  const cells = replay.outcomes.map((one) => replayCells(one, replay));
  const { header, rows } = verdictTable(replay);
  const parts = [
    md`# ${escaped(replay.study.id)}: replay`,
    escaped(replay.study.question),
    list(replayPieces(replay).map(escaped)),
    markdownTable(
      replayHeader.map(([, title]) => escaped(title)),
      cells.map((row) => replayHeader.map(([key]) => (key === 'outcome' ? code(row.outcome) : escaped(row[key])))),
    ),
    list(replayNotes(replay).map(escaped)),
    section(
      md`What the rule says`,
      markdownTable(
        header.map(escaped),
        rows.map((row) => row.map(escaped)),
      ),
    ),
    section(
      md`What it means`,
      list(replay.findings.map(({ verdict, says, mend }) => md`${escaped(findingSign[verdict].word)}: ${prose(mend ? `${says} ${mend}` : says)}`)),
    ),
  ];
  return `${joined(parts, '\n\n')}\n`;
}
