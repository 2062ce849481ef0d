import { areaY, axisX, line, type Markish, ruleX, text } from '@observablehq/plot';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { markLines, valueAxisY } from './axis.ts';
import { distinct, domainOf, numbers, texts } from './columns.ts';
import { draw, figureWidth } from './draw.ts';
import { palette, seriesColor } from './palette.ts';
import { boldness, lineHeight, textWidth, tickText, widthOfLines, wrapped } from './text.ts';

const height = 260;
const widestName = 120;
const mostTicks = 6;

interface Node {
  readonly x: number;
  readonly y: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly series: string;
  /** One of many that the others are seen against: drawn thin, and not named. */
  readonly beside: boolean;
}

const endLines = (name: string): readonly string[] => wrapped(name, widestName / boldness);

/** Names at the ends of their lines, pushed apart where they would overlap. */
function endNames(nodes: readonly Node[], names: readonly string[], domain: readonly [number, number], plotHeight: number) {
  const pixel = (domain[1] - domain[0]) / plotHeight;
  const ends = names.map((name, i) => ({
    lines: endLines(name),
    color: seriesColor(i),
    y: nodes.findLast((n) => n.series === name && n.y !== undefined)?.y ?? domain[0],
  }));
  let floor = -Infinity;
  return ends
    .sort((a, b) => a.y - b.y)
    .map((end) => {
      const half = (pixel * lineHeight * end.lines.length) / 2;
      const y = Math.max(end.y, floor + half);
      floor = y + half;
      return { ...end, name: end.lines.join('\n'), y };
    });
}

/** From the first to the last place; any span will do when there is none. */
function orderDomain(nodes: readonly Node[]): readonly [number, number] {
  if (nodes.length === 0) return [0, 1];
  const [first, last] = [Math.min(...nodes.map((n) => n.x)), Math.max(...nodes.map((n) => n.x))];
  return first === last ? [first - 0.5, last + 0.5] : [first, last];
}

const foot = 28;
const small = 4;

const left = 48;
const usualEdge = 12;

/** As many names as stand side by side. */
const ticksIn = (places: readonly string[]): number =>
  Math.max(1, Math.min(mostTicks, Math.floor((figureWidth - left - usualEdge) / (Math.max(0, ...places.map((name) => textWidth(name))) + usualEdge))));

/** How far the name of the last place that is shown reaches beyond the axis. */
function overhang(places: readonly string[], shown: readonly number[]): number {
  const last = shown[shown.length - 1] ?? 0;
  const toTheEnd = places.length > 1 ? (places.length - 1 - last) / (places.length - 1) : 0;
  return textWidth(places[last] ?? '') / 2 + small - toTheEnd * (figureWidth - left - usualEdge);
}

/** Between the last place before a change and the first one with it. */
const startLine = (start: number | undefined): readonly Markish[] =>
  start === undefined ? [] : [ruleX([start], { stroke: palette.muted, strokeDasharray: '3,3' })];

/** Lines over time or another order. Columns: x (number or text), y, series (optional), low and high (optional band), is (optional): beside, of a line that others are seen against; axes name x, and say where a change came. */
export function linesFigure({ columns, marks, axes, alt }: Exhibit): string {
  const raw = columns.x ?? [];
  const isOrdered = raw.some((x) => typeof x === 'string');
  const places = distinct(raw.filter((x) => x !== undefined).map(String));
  const [ys, lows, highs] = ['y', 'low', 'high'].map((name) => numbers(columns, name));
  const [series, is] = [texts(columns, 'series'), texts(columns, 'is')];
  const nodes: readonly Node[] = raw.flatMap((x, i) =>
    x === undefined
      ? []
      : [{ x: isOrdered ? places.indexOf(String(x)) : Number(x), y: ys[i], low: lows[i], high: highs[i], series: series[i] ?? '', beside: is[i] === 'beside' }],
  );
  const names = distinct(nodes.flatMap((n) => (n.beside ? [] : [n.series])));
  const others = nodes.filter((n) => n.beside);
  const labelled = names.some((name) => name !== '');
  const domain = domainOf([...ys, ...lows, ...highs], marks);
  const step = Math.ceil(places.length / ticksIn(places));
  const shown = places.map((_, i) => i).filter((i) => i % step === 0);
  const named = labelled ? boldness * Math.max(...names.map((name) => widthOfLines(endLines(name)))) + usualEdge : usualEdge;
  const margins = {
    top: 12,
    right: isOrdered ? Math.max(named, overhang(places, shown)) : named,
    bottom: foot + (axes ? lineHeight : 0),
    left,
  };
  const band = nodes.filter((n) => n.low !== undefined && n.high !== undefined);
  return draw(
    {
      height: height + (axes ? lineHeight : 0),
      margins,
      x: { domain: [...orderDomain(nodes)] },
      y: { domain: [...domain] },
      marks: [
        ...valueAxisY(),
        isOrdered
          ? axisX(shown, { tickSize: 4, stroke: palette.rule, fill: palette.muted, tickFormat: (i: number) => places[i] ?? '' })
          : axisX({ ticks: mostTicks, tickSize: 4, stroke: palette.rule, fill: palette.muted, tickFormat: tickText }),
        ...markLines(marks, 'y', domain),
        ...startLine(axes?.start),
        text(axes ? [axes.x] : [], { frameAnchor: 'bottom', dy: margins.bottom - small, fill: palette.muted }),
        line(others, { x: 'x', y: 'y', z: 'series', stroke: palette.muted, strokeWidth: 0.75, strokeOpacity: 0.5 }),
        ...names.flatMap((name, i) => [
          areaY(
            band.filter((n) => n.series === name),
            { x: 'x', y1: 'low', y2: 'high', fill: seriesColor(i), fillOpacity: 0.15 },
          ),
          line(
            nodes.filter((n) => !n.beside && n.series === name),
            { x: 'x', y: 'y', stroke: seriesColor(i), strokeWidth: 2 },
          ),
        ]),
        text(labelled ? endNames(nodes, names, domain, height - margins.top - foot) : [], {
          y: 'y',
          text: 'name',
          fill: 'color',
          frameAnchor: 'right',
          textAnchor: 'start',
          dx: 6,
          lineHeight: 1.25,
          fontWeight: 600,
        }),
      ],
    },
    alt,
  );
}
