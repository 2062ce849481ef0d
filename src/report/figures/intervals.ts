import { text } from '@observablehq/plot';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { markLabels, markLines, valueAxis } from './axis.ts';
import { domainOf, numbers, texts } from './columns.ts';
import { draw, figureWidth } from './draw.ts';
import { palette } from './palette.ts';
import { pointMark, spanMarks } from './span.ts';
import { fitted, textWidth, valueText } from './text.ts';

const rowHeight = 54;
const side = 12;
const top = 24;
const foot = 30;
/** Bold letters are that much wider. */
const boldness = 1.15;

/** One estimate a row: name and number in words above its interval. Columns: label, value, low, high, note (optional). */
export function intervalsFigure({ columns, marks, alt }: Exhibit): string {
  const [values, lows, highs] = ['value', 'low', 'high'].map((name) => numbers(columns, name));
  const notes = texts(columns, 'note');
  const rows = texts(columns, 'label').map((label, i) => {
    const number = values[i] === undefined ? '–' : valueText(values[i], lows[i], highs[i]);
    const room = figureWidth - 2 * side - textWidth(number) - 12;
    const name = fitted(label, room);
    const nameWidth = boldness * textWidth(name);
    const left = room - nameWidth - 12;
    return {
      number,
      name,
      note: left > 40 && notes[i] ? fitted(notes[i], left) : '',
      nameWidth,
      value: values[i],
      low: lows[i],
      high: highs[i],
      y: (i + 0.7) * rowHeight,
      textY: (i + 0.32) * rowHeight,
    };
  });
  const domain = domainOf([...values, ...lows, ...highs], [...(marks ?? []), { at: 0, label: '' }]);
  const height = top + rows.length * rowHeight + foot;
  const label = { y: 'textY', frameAnchor: 'left', textAnchor: 'start', lineAnchor: 'middle' } as const;
  return draw(
    {
      height,
      margins: { top, right: side, bottom: foot, left: side },
      x: { domain: [...domain] },
      y: { axis: null, domain: [0, rows.length * rowHeight], range: [top, height - foot] },
      marks: [
        ...markLines(marks, 'x', domain),
        markLabels(marks, -8),
        valueAxis(),
        ...rows.flatMap(({ value, low, high, y }) =>
          value === undefined ? [] : [...spanMarks({ low, high }, y, domain, palette.effect), pointMark(value, y, palette.effect)],
        ),
        ...rows.map((row) => text([row], { ...label, text: 'note', dx: row.nameWidth + 10, fill: palette.muted, stroke: palette.paper, strokeWidth: 4 })),
        text(rows, { ...label, text: 'name', fill: palette.ink, fontWeight: 600, stroke: palette.paper, strokeWidth: 4 }),
        text(rows, {
          ...label,
          text: 'number',
          frameAnchor: 'right',
          textAnchor: 'end',
          fill: palette.ink,
          fontVariant: 'tabular-nums',
          stroke: palette.paper,
          strokeWidth: 4,
        }),
      ],
    },
    alt,
  );
}
