import { rectY } from '@observablehq/plot';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { markLabels, markLines, valueAxis, valueAxisY } from './axis.ts';
import { domainOf, numbers } from './columns.ts';
import { draw } from './draw.ts';
import { palette } from './palette.ts';

const bar = { insetLeft: 0.5, insetRight: 0.5, fillOpacity: 0.8 };

/** Counts in bins. Columns: low, high, count; below, of others, hanging from the axis. */
export function histogramFigure({ columns, marks, alt }: Exhibit): string {
  const [lows, highs, counts, hanging] = ['low', 'high', 'count', 'below'].map((name) => numbers(columns, name));
  const bins = lows.flatMap((low, i) =>
    low === undefined || highs[i] === undefined ? [] : [{ low, high: highs[i], count: counts[i] ?? 0, below: -(hanging[i] ?? 0) }],
  );
  const domain = domainOf([...lows, ...highs], marks);
  return draw(
    {
      height: 220,
      margins: { top: 22, right: 12, bottom: 28, left: 56 },
      x: { domain: [...domain] },
      y: { domain: [Math.min(0, ...bins.map((b) => b.below)), Math.max(1, ...bins.map((b) => b.count))] },
      marks: [
        ...valueAxisY(4),
        rectY(bins, { x1: 'low', x2: 'high', y1: 0, y2: 'count', ...bar, fill: palette.above }),
        rectY(bins, { x1: 'low', x2: 'high', y1: 'below', y2: 0, ...bar, fill: palette.below }),
        ...markLines(marks, 'x', domain),
        markLabels(marks, -8),
        valueAxis(),
      ],
    },
    alt,
  );
}
