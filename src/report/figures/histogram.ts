import { rectY } from '@observablehq/plot';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { markLabels, markLines, valueAxis, valueAxisY } from './axis.ts';
import { domainOf, numbers } from './columns.ts';
import { draw } from './draw.ts';
import { palette } from './palette.ts';

/** Counts in bins. Columns: low, high, count. */
export function histogramFigure({ columns, marks, alt }: Exhibit): string {
  const [lows, highs, counts] = ['low', 'high', 'count'].map((name) => numbers(columns, name));
  const bins = lows.flatMap((low, i) => (low === undefined || highs[i] === undefined ? [] : [{ low, high: highs[i], count: counts[i] ?? 0 }]));
  const domain = domainOf([...lows, ...highs], marks);
  return draw(
    {
      height: 220,
      margins: { top: 22, right: 12, bottom: 28, left: 56 },
      x: { domain: [...domain] },
      y: { domain: [0, Math.max(1, ...bins.map((b) => b.count))] },
      marks: [
        ...valueAxisY(4),
        rectY(bins, { x1: 'low', x2: 'high', y1: 0, y2: 'count', insetLeft: 0.5, insetRight: 0.5, fill: palette.effect, fillOpacity: 0.8 }),
        ...markLines(marks, 'x', domain),
        markLabels(marks, -8),
        valueAxis(),
      ],
    },
    alt,
  );
}
