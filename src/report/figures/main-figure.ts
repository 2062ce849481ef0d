import type { StudyResult } from '../../study/result.ts';
import { comparedWith } from '../against.ts';
import { drawnRow, type EffectRow, effectRows } from '../effect-rows.ts';
import { printed } from '../format/printed.ts';
import { isUnreadable, mainEventStudy } from '../look-up.ts';
import { escapeHtml } from '../text/html.ts';
import { unreadableNote } from '../words.ts';
import { eventStudyFigure } from './event-study.ts';
import { palette } from './palette.ts';
import { boldness, lineHeight, stacked, wrapped } from './text.ts';

const [nameWidth, plotWidth, saidWidth, side, top] = [190, 400, 230, 20, 12];
const width = nameWidth + plotWidth + saidWidth + 4 * side;

interface Line {
  readonly text: string;
  readonly weight: 400 | 600;
  readonly fill: string;
}

function lines(said: string, room: number, weight: Line['weight'], fill: string): readonly Line[] {
  return wrapped(said, weight === 600 ? room / boldness : room).map((text) => ({ text, weight, fill }));
}

const set = (said: readonly Line[], x: number, y: number): string =>
  said
    .map(({ text, weight, fill }, i) => `<text x="${x}" y="${y + i * lineHeight}" font-weight="${weight}" fill="${fill}">${escapeHtml(text)}</text>`)
    .join('');

/** All outcomes against what matters as one drawing: name, interval on its own axis, and the number in words; below them how the effect went over time, where that was asked. */
export function mainFigure(result: StudyResult): string {
  const rows = effectRows(result).filter((row): row is EffectRow => 'estimate' in row);
  const drawn = rows.map((row) => {
    const { effect, interval, level } = printed(row.estimate, 'full', comparedWith(row.outcome));
    const names = [...lines(row.name.shown, nameWidth, 600, palette.ink), ...lines(row.about, nameWidth, 400, palette.muted)];
    const said = [
      ...lines(effect, saidWidth, 600, palette.ink),
      ...lines(`${interval}, ${level}`, saidWidth, 400, palette.muted),
      ...lines(row.sign.word, saidWidth, 400, palette.ink),
    ];
    const strip = drawnRow(row, rows);
    const tall = Number(/viewBox="0 0 [\d.]+ ([\d.]+)"/.exec(strip)?.[1]);
    return { names, said, strip, height: Math.max(tall, (names.length + 1) * lineHeight, said.length * lineHeight) + top };
  });
  const note: readonly Line[] = isUnreadable(result) ? [{ text: unreadableNote, weight: 600, fill: palette.ink }] : [];
  const title = [...lines(`${result.study.id}: ${result.study.question}`, width - 2 * side, 600, palette.ink), ...note];
  const start = 2 * top + title.length * lineHeight;
  const tops = stacked(drawn.map(({ height }) => height));
  const body = drawn.map(({ names, said, strip }, i) => {
    const y = start + tops[i];
    const plot = strip.replace('<svg ', `<svg overflow="visible" x="${nameWidth + 2 * side}" y="${y}" `);
    return `${set(names, side, y + 2 * lineHeight)}${plot}${set(said, nameWidth + plotWidth + 3 * side, y + lineHeight)}`;
  });
  const end = start + (tops.at(-1) ?? 0) + top;
  const overTime = eventStudyOf(result, end);
  const height = end + overTime.height;
  const alt = rows.map((row) => `${row.name.shown} ${printed(row.estimate).effect}`).join(', ');
  const attributes = `role="img" aria-label="${escapeHtml(alt)}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${attributes} fill="currentColor" font-family="system-ui, sans-serif" font-size="12" text-anchor="start">${set(title, side, 2 * top)}${body.join('')}${overTime.svg}</svg>`;
}

/** The effect by time since the start, on the whole width below the outcomes, where there is one. */
function eventStudyOf(result: StudyResult, y: number): { readonly svg: string; readonly height: number } {
  const exhibit = mainEventStudy(result);
  if (!exhibit) return { svg: '', height: 0 };
  const inner = width - 2 * side;
  const words = [...lines(exhibit.title, inner, 600, palette.ink), ...lines(exhibit.says, inner, 400, palette.muted)];
  const drawing = eventStudyFigure(exhibit, inner);
  const tall = Number(/viewBox="0 0 [\d.]+ ([\d.]+)"/.exec(drawing)?.[1]);
  const from = y + 2 * top + words.length * lineHeight;
  const plot = drawing.replace('<svg ', `<svg overflow="visible" x="${side}" y="${from}" `).replace(/ role="img" aria-label="[^"]*"/, '');
  return { svg: `${set(words, side, y + 2 * top)}${plot}`, height: from - y + tall + top };
}
