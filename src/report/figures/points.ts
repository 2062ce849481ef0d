import { dot, type Markish, ruleY, text } from '@observablehq/plot';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { markLabels, markLines, valueAxis } from './axis.ts';
import { distinct, domainOf, numbers, texts } from './columns.ts';
import { draw } from './draw.ts';
import { palette, seriesColor } from './palette.ts';
import { lineHeight, stacked, widthOfLines, wrapped } from './text.ts';

const rowHeight = 24;
const widestLabel = 190;
const foot = 30;

interface Point {
  readonly value: number;
  readonly row: number;
  readonly series: number;
}

/** Each series is named beside its topmost dot: the left ones to the left, the right ones to the right. */
function seriesNames(points: readonly Point[], names: readonly string[]): readonly Markish[] {
  const tops = names.map((name, series) => ({ name, series, value: points.find((p) => p.series === series)?.value ?? 0 }));
  const order = [...tops].sort((a, b) => a.value - b.value);
  return order.map(({ name, series, value }, i) => {
    const side = i < order.length / 2 ? 'end' : 'start';
    return text([name], { x: () => value, frameAnchor: 'top', dy: -8, textAnchor: side, fill: seriesColor(series), fontWeight: 600 });
  });
}

/** One dot a label and series on a common axis. Columns: label, value, series (optional). */
export function pointsFigure({ columns, marks, alt }: Exhibit): string {
  const labels = texts(columns, 'label');
  const series = labels.map((_, i) => texts(columns, 'series')[i] ?? '');
  const [rows, names] = [distinct(labels), distinct(series)];
  const points: readonly Point[] = numbers(columns, 'value').flatMap((value, i) =>
    value === undefined ? [] : [{ value, row: rows.indexOf(labels[i]), series: names.indexOf(series[i]) }],
  );
  const labelLines = rows.map((label) => wrapped(label, widestLabel));
  const left = Math.max(60, ...labelLines.map(widthOfLines)) + 12;
  const top = names.length > 1 ? 42 : 22;
  const heights = labelLines.map((lines) => rowHeight + (lines.length - 1) * lineHeight);
  const tops = stacked(heights);
  const all = tops.at(-1) ?? 0;
  const at = heights.map((height, row) => tops[row] + height / 2);
  const said = labelLines.flatMap((lines, row) => lines.map((text, k) => ({ text, y: at[row] + (k - (lines.length - 1) / 2) * lineHeight })));
  const domain = domainOf(
    points.map((p) => p.value),
    marks,
  );
  const dots = names.map((_, i) => {
    const own = points.filter((p) => p.series === i);
    return dot(own, { x: 'value', y: ({ row }: Point) => at[row], r: 4.5, fill: i === 0 ? seriesColor(i) : 'none', stroke: seriesColor(i), strokeWidth: 1.8 });
  });
  return draw(
    {
      height: top + all + foot,
      margins: { top, right: 16, bottom: foot, left },
      x: { domain: [...domain] },
      y: { axis: null, type: 'linear', domain: [0, all], range: [top, top + all] },
      marks: [
        ruleY(at, { stroke: palette.rule }),
        ...markLines(marks, 'x', domain),
        markLabels(marks, names.length > 1 ? -24 : -8),
        valueAxis(),
        text(said, { y: 'y', text: 'text', frameAnchor: 'left', textAnchor: 'end', lineAnchor: 'middle', dx: -6, fill: palette.ink }),
        ...dots,
        ...(names.length > 1 ? seriesNames(points, names) : []),
      ],
    },
    alt,
  );
}
