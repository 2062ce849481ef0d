import { text } from '@observablehq/plot';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { markLabels, markLines, valueAxis } from './axis.ts';
import { domainOf, numbers, texts } from './columns.ts';
import { draw, figureWidth } from './draw.ts';
import { palette } from './palette.ts';
import { pointMark, spanMarks } from './span.ts';
import { boldness, lineHeight, stacked, textWidth, valueText, widthOfLines, wrapped } from './text.ts';

const rowHeight = 54;
const side = 12;
const top = 24;
const foot = 30;
const inside = figureWidth - 2 * side;
const gap = 12;

interface Words {
  readonly names: readonly string[];
  /** In the line of the name where it fits there, else in lines below. */
  readonly notes: readonly string[];
  readonly noteShift: number;
  readonly beside: boolean;
}

function wordsOf(label: string, note: string, number: string): Words {
  const room = inside - textWidth(number) - gap;
  const names = wrapped(label, room / boldness);
  const noteShift = boldness * widthOfLines(names) + gap;
  const beside = names.length === 1 && noteShift + textWidth(note) <= room;
  return { names, notes: note === '' ? [] : beside ? [note] : wrapped(note, inside), noteShift: beside ? noteShift : 0, beside };
}

/** One estimate a row: name and number in words above its interval. Columns: label, value, low, high, note (optional). */
export function intervalsFigure({ columns, marks, alt }: Exhibit): string {
  const [values, lows, highs] = ['value', 'low', 'high'].map((name) => numbers(columns, name));
  const notes = texts(columns, 'note');
  const heads = texts(columns, 'label').map((label, i) => {
    const number = values[i] === undefined ? '–' : valueText(values[i], lows[i], highs[i]);
    const words = wordsOf(label, notes[i] ?? '', number);
    return { ...words, number, further: words.names.length - 1 + (words.beside ? 0 : words.notes.length) };
  });
  const tops = stacked(heads.map(({ further }) => rowHeight + further * lineHeight));
  const rows = heads.map((head, i) => ({
    ...head,
    value: values[i],
    low: lows[i],
    high: highs[i],
    y: tops[i] + 0.7 * rowHeight + head.further * lineHeight,
    textY: tops[i] + 0.32 * rowHeight,
  }));
  const linesFrom = (said: readonly string[], y: number) => said.map((text, k) => ({ text, y: y + k * lineHeight }));
  const domain = domainOf([...values, ...lows, ...highs], [...(marks ?? []), { at: 0, label: '' }]);
  const all = tops.at(-1) ?? 0;
  const halo = { stroke: palette.paper, strokeWidth: 4 } as const;
  const label = { y: 'y', text: 'text', frameAnchor: 'left', textAnchor: 'start', lineAnchor: 'middle', ...halo } as const;
  return draw(
    {
      height: top + all + foot,
      margins: { top, right: side, bottom: foot, left: side },
      x: { domain: [...domain] },
      y: { axis: null, domain: [0, all], range: [top, top + all] },
      marks: [
        ...markLines(marks, 'x', domain),
        markLabels(marks, -8),
        valueAxis(),
        ...rows.flatMap(({ value, low, high, y }) =>
          value === undefined ? [] : [...spanMarks({ low, high }, y, domain, palette.effect), pointMark(value, y, palette.effect)],
        ),
        ...rows.map((row) =>
          text(linesFrom(row.notes, row.textY + (row.beside ? 0 : row.names.length * lineHeight)), { ...label, dx: row.noteShift, fill: palette.muted }),
        ),
        text(
          rows.flatMap((row) => linesFrom(row.names, row.textY)),
          { ...label, fill: palette.ink, fontWeight: 600 },
        ),
        text(rows, {
          ...label,
          y: 'textY',
          text: 'number',
          frameAnchor: 'right',
          textAnchor: 'end',
          fill: palette.ink,
          fontVariant: 'tabular-nums',
        }),
      ],
    },
    alt,
  );
}
