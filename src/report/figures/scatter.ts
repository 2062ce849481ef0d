import { axisX, dot, line, ruleX, ruleY, text } from '@observablehq/plot';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { valueAxisY } from './axis.ts';
import { distinct, domainOf, numbers, texts } from './columns.ts';
import { draw, figureWidth } from './draw.ts';
import { palette, seriesColor } from './palette.ts';
import { fitted, tickText } from './text.ts';

const height = 320;
const margins = { top: 34, right: 24, bottom: 44, left: 56 };
const widestLabel = 150;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly series: number;
}

/** A dot a label between two measures. Columns: label, x, y, series (optional: the first filled, others open); axes name the measures. */
export function scatterFigure({ columns, axes, alt }: Exhibit): string {
  const [xs, ys] = ['x', 'y'].map((name) => numbers(columns, name));
  const series = texts(columns, 'label').map((_, i) => texts(columns, 'series')[i] ?? '');
  const names = distinct(series);
  const points = texts(columns, 'label').flatMap((label, i): readonly Point[] => {
    const [x, y] = [xs[i], ys[i]];
    return x === undefined || y === undefined ? [] : [{ x, y, label, series: names.indexOf(series[i]) }];
  });
  const zero = [{ at: 0, label: '' }];
  const [domainX, domainY] = [domainOf(xs, zero), domainOf(ys, zero)];
  const middle = (domainX[0] + domainX[1]) / 2;
  const [from, to] = [Math.max(domainX[0], domainY[0]), Math.min(domainX[1], domainY[1])];
  const equal = axes?.diagonal !== undefined && from < to;
  const name = { text: 'label', dy: -10, fill: palette.ink, fontWeight: 600, stroke: palette.paper, strokeWidth: 4 } as const;
  const named = (side: 'start' | 'end') =>
    text(
      points.filter((p) => p.x > middle === (side === 'end')).map((p) => ({ ...p, label: fitted(p.label, widestLabel) })),
      { x: 'x', y: 'y', ...name, dx: side === 'end' ? -7 : 7, textAnchor: side },
    );
  const heads = [
    text([axes?.y ?? ''], { frameAnchor: 'top-left', dx: -margins.left + 4, dy: -22, textAnchor: 'start', fill: palette.muted }),
    text([axes?.x ?? ''], { frameAnchor: 'bottom-right', dy: 36, textAnchor: 'end', fill: palette.muted }),
  ];
  return draw(
    {
      width: figureWidth,
      height,
      margins,
      x: { domain: [...domainX] },
      y: { domain: [...domainY] },
      marks: [
        ...valueAxisY(),
        axisX({ ticks: 5, tickSize: 4, tickFormat: tickText, stroke: palette.rule, fill: palette.muted }),
        ruleX([0], { stroke: palette.ink, strokeWidth: 1 }),
        ruleY([0], { stroke: palette.ink, strokeWidth: 1 }),
        ...(equal
          ? [
              line(
                [
                  [from, from],
                  [to, to],
                ],
                { stroke: palette.muted, strokeDasharray: '3,3' },
              ),
              text([axes.diagonal], { x: () => to, y: () => to, textAnchor: 'end', dx: -4, dy: 22, fill: palette.muted }),
            ]
          : []),
        ...names.map((_, i) =>
          dot(
            points.filter((p) => p.series === i),
            { x: 'x', y: 'y', r: 5, fill: i === 0 ? seriesColor(0) : 'none', stroke: seriesColor(i), strokeWidth: 1.8 },
          ),
        ),
        named('start'),
        named('end'),
        ...heads,
      ],
    },
    alt,
  );
}
