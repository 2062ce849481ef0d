import { rectX, text } from '@observablehq/plot';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { count } from '../format/number.ts';
import { numbers, texts } from './columns.ts';
import { draw, figureWidth } from './draw.ts';
import { palette } from './palette.ts';
import { boldness, lineHeight, stacked, textWidth, wrapped } from './text.ts';

const rowHeight = 58;
const barTop = 22;
const barHeight = 10;

/** From the first step to the last, a bar a step, each loss named where it happens. Columns: step, units, lost, reason. */
export function flowFigure({ columns, alt }: Exhibit): string {
  const [units, lost] = ['units', 'lost'].map((name) => numbers(columns, name));
  const reasons = texts(columns, 'reason');
  const most = Math.max(1, ...units.map((n) => n ?? 0));
  const said = texts(columns, 'step').map((step, i) => {
    const kept = units[i] === undefined ? '–' : count(units[i]);
    const loss = lost[i] ? `lost ${count(lost[i])}${reasons[i] ? `: ${reasons[i]}` : ''}` : '';
    return { kept, steps: wrapped(step, (figureWidth - textWidth(kept) - 12) / boldness), losses: wrapped(loss, figureWidth - 4) };
  });
  const tops = stacked(said.map(({ steps, losses }) => rowHeight + (steps.length + losses.length - 2) * lineHeight));
  const rows = said.map(({ kept, steps, losses }, i) => {
    const y1 = tops[i] + barTop + (steps.length - 1) * lineHeight;
    return { kept, steps, losses, units: units[i] ?? 0, before: (units[i] ?? 0) + (lost[i] ?? 0), y1, y2: y1 + barHeight, textY: tops[i] + 11 };
  });
  const linesFrom = (lines: readonly string[], y: number) => lines.map((words, k) => ({ words, y: y + k * lineHeight }));
  const height = Math.max(rowHeight, tops.at(-1) ?? 0) - 8;
  const line = { frameAnchor: 'left', textAnchor: 'start', lineAnchor: 'middle' } as const;
  return draw(
    {
      height,
      margins: { top: 0, right: 2, bottom: 0, left: 2 },
      x: { axis: null, domain: [0, most] },
      y: { axis: null, domain: [0, height], range: [0, height] },
      marks: [
        rectX(rows, { x1: 'units', x2: 'before', y1: 'y1', y2: 'y2', fill: palette.bad }),
        rectX(rows, { x1: 0, x2: 'units', y1: 'y1', y2: 'y2', fill: palette.effect }),
        text(
          rows.flatMap((row) => linesFrom(row.steps, row.textY)),
          { ...line, y: 'y', text: 'words', fontWeight: 600 },
        ),
        text(rows, { ...line, y: 'textY', text: 'kept', frameAnchor: 'right', textAnchor: 'end', fontVariant: 'tabular-nums' }),
        text(
          rows.flatMap((row) => linesFrom(row.losses, row.y2 + 10)),
          { ...line, y: 'y', text: 'words', fill: palette.muted },
        ),
      ],
    },
    alt,
  );
}
