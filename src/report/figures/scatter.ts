import { axisX, dot, line, type Markish, ruleX, ruleY, text } from '@observablehq/plot';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { valueAxisY } from './axis.ts';
import { distinct, domainOf, numbers, texts } from './columns.ts';
import { draw, figureWidth } from './draw.ts';
import { aside, labelSpots, type Spot, spots } from './label-spots.ts';
import { palette, seriesColor } from './palette.ts';
import { boldness, lineHeight, textWidth, tickText, wrapped } from './text.ts';

const plotHeight = 242;
const edges = { top: 34, right: 24, bottom: 44, left: 56 };
const widestLabel = 150;
const widestAxis = figureWidth - 40;
/** In the same unit as the letters' size. */
const spacing = 1.25;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly series: number;
}

/** A label, and where it lies beside its dot. */
interface Placed extends Point {
  readonly spot: Spot;
}

function pixelOf([low, high]: readonly [number, number], [start, end]: readonly [number, number]): (value: number) => number {
  return (value) => start + ((value - low) / (high - low)) * (end - start);
}

function labelsAt(placed: readonly Placed[], { side, end }: Spot): Markish {
  return text(
    placed.filter(({ spot }) => spot.side === side && spot.end === end),
    {
      x: 'x',
      y: 'y',
      text: 'label',
      textAnchor: side === 'right' ? 'start' : 'end',
      dx: side === 'right' ? aside.x : -aside.x,
      lineAnchor: end === 'above' ? 'bottom' : 'top',
      dy: end === 'above' ? -aside.y : aside.y,
      lineHeight: spacing,
      fill: palette.ink,
      fontWeight: 600,
      stroke: palette.paper,
      strokeWidth: 4,
    },
  );
}

/** A dot a label between two measures, and a line through places without one. Columns: label, x, y, series (optional: the first filled, others open); axes name the measures. */
export function scatterFigure({ columns, axes, alt }: Exhibit): string {
  const [xs, ys] = ['x', 'y'].map((name) => numbers(columns, name));
  const series = texts(columns, 'label').map((_, i) => texts(columns, 'series')[i] ?? '');
  const names = distinct(series);
  const places = texts(columns, 'label').flatMap((label, i): readonly Point[] => {
    const [x, y] = [xs[i], ys[i]];
    return x === undefined || y === undefined ? [] : [{ x, y, label, series: names.indexOf(series[i]) }];
  });
  const points = places.filter(({ label }) => label !== '');
  const zero = [{ at: 0, label: '' }];
  const [domainX, domainY] = [domainOf(xs, zero), domainOf(ys, zero)];
  const [from, to] = [Math.max(domainX[0], domainY[0]), Math.min(domainX[1], domainY[1])];
  const equal = axes?.diagonal !== undefined && from < to;
  const [headX, headY] = [axes?.x ?? '', axes?.y ?? ''].map((head) => wrapped(head, widestAxis));
  const [belowX, aboveY] = [headX, headY].map((lines) => (lines.length - 1) * lineHeight);
  const margins = { ...edges, top: edges.top + aboveY, bottom: edges.bottom + belowX };
  const [xAt, yAt] = [pixelOf(domainX, [margins.left, figureWidth - margins.right]), pixelOf(domainY, [margins.top + plotHeight, margins.top])];
  const said = axes?.diagonal ?? '';
  const [right, middle] = [xAt(to) - 4, yAt(to) + 22];
  const diagonal = equal ? [{ left: right - textWidth(said), right, top: middle - lineHeight / 2, bottom: middle + lineHeight / 2 }] : [];
  const frame = { left: edges.left, right: figureWidth, top: margins.top - lineHeight, bottom: margins.top + plotHeight };
  const dots = points.map((p) => ({ ...p, lines: wrapped(p.label, widestLabel / boldness), x: xAt(p.x), y: yAt(p.y) }));
  const placed = labelSpots(dots, frame, diagonal).map((spot, i) => ({ ...points[i], spot, label: dots[i].lines.join('\n') }));
  const head = { lineHeight: spacing, fill: palette.muted };
  const heads = [
    text([headY.join('\n')], { ...head, frameAnchor: 'top-left', dx: -edges.left + 4, dy: -22 - aboveY, textAnchor: 'start' }),
    text([headX.join('\n')], { ...head, frameAnchor: 'bottom-right', dy: 36 + belowX, textAnchor: 'end' }),
  ];
  return draw(
    {
      width: figureWidth,
      height: margins.top + plotHeight + margins.bottom,
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
              text([said], { x: () => to, y: () => to, textAnchor: 'end', dx: -4, dy: 22, fill: palette.muted }),
            ]
          : []),
        ...names.map((_, i) =>
          line(
            places.filter((p) => p.series === i && p.label === ''),
            { x: 'x', y: 'y', stroke: seriesColor(i), strokeWidth: 2 },
          ),
        ),
        ...names.map((_, i) =>
          dot(
            points.filter((p) => p.series === i),
            { x: 'x', y: 'y', r: 5, fill: i === 0 ? seriesColor(0) : 'none', stroke: seriesColor(i), strokeWidth: 1.8 },
          ),
        ),
        ...spots.map((spot) => labelsAt(placed, spot)),
        ...heads,
      ],
    },
    alt,
  );
}
