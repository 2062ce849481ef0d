import { areaY, dot, line, type Markish, rect, ruleX, text } from '@observablehq/plot';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { count, percent, plain } from '../format/number.ts';
import { markLabels, roomForValues, valueAxis, valueAxisY } from './axis.ts';
import { distinct, domainOf, numbers, texts } from './columns.ts';
import { draw, figureWidth } from './draw.ts';
import { type KeyEntry, keyed, signs } from './key.ts';
import { palette, seriesColor } from './palette.ts';
import { boldness, lineHeight, textWidth, valueText, wrapped } from './text.ts';

const plotHeight = 250;
const right = 16;
const inset = 8;
const [smallest, largest, usual] = [1.5, 4.5, 3];
const opacity = { interval: 0.35, dot: 0.75, bar: 0.4, band: 0.2, reach: 0.07 } as const;
const thin = 1.2;
const thick = 3;
/** Intervals of points with fewer rows than this share of the most are cut where the figure ends. */
const fewRows = 0.2;
const headroom = 1.04;

type Kind = 'point' | 'bar' | 'curve' | 'fit' | 'level';

interface Place {
  readonly is: Kind;
  readonly series: number;
  readonly x: number;
  readonly y: number;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly rows: number | undefined;
}

const colorOf = ({ series }: Place): string => seriesColor(series);

function placesOf(columns: Exhibit['columns'], series: readonly string[], names: readonly string[], counted: string): readonly Place[] {
  const [xs, ys, lows, highs, froms, tos, rows] = ['x', 'y', 'low', 'high', 'from', 'to', counted].map((name) => numbers(columns, name));
  return texts(columns, 'is').flatMap((is, i): readonly Place[] => {
    const [x, y] = [xs[i], ys[i]];
    if (x === undefined || y === undefined) return [];
    return [{ is: is as Kind, series: names.indexOf(series[i]), x, y, low: lows[i], high: highs[i], from: froms[i], to: tos[i], rows: rows[i] }];
  });
}

/** All places, and intervals but for those of few rows; of bars zero is the foot. */
function valuesOf(places: readonly Place[], most: number): readonly [number, number] {
  const whole = places.filter(({ rows = most }) => rows >= fewRows * most);
  const values = [...places.map(({ y }) => y), ...whole.flatMap(({ low, high }) => [low, high])];
  if (!places.some(({ is }) => is === 'bar')) return domainOf(values, []);
  const known = values.filter((value) => value !== undefined);
  return [Math.min(0, ...places.map(({ y }) => y)), headroom * Math.max(1, ...known)];
}

/**
 * What was seen in bins, and lines fitted to it. Columns: is (`point`, `bar`, `curve`, `fit`, `level`), x, y, series or arm (optional), low and high, from and to (of a bin),
 * rows or units (of a point).
 */
export function fittedFigure({ columns, marks, axes, level, alt }: Exhibit): string {
  const counted = columns.rows === undefined ? 'units' : 'rows';
  const series = texts(columns, columns.arm === undefined ? 'series' : 'arm');
  const names = distinct(series);
  const places = placesOf(columns, series, names, counted);
  const of = (is: Kind): readonly Place[] => places.filter((place) => place.is === is);
  const [points, bars, fit] = [of('point'), of('bar'), of('fit')];
  const domainX = domainOf(
    places.flatMap(({ x, from, to }) => [x, from, to]),
    marks,
  );
  const most = Math.max(...points.map(({ rows = 0 }) => rows), 1);
  const domainY = valuesOf(places, most);
  const left = roomForValues(domainY);
  const room = figureWidth - left - right;
  const [headX, headY] = [wrapped(axes?.x ?? '', room), wrapped(axes?.y ?? '', figureWidth - 2 * inset)];
  const sides = sideNames(places, names, marks, domainX, left);
  const top = 10 + (headY.length + 1) * lineHeight + (sides.length > 0 ? lineHeight : 0);
  const bottom = 30 + headX.length * lineHeight;
  const size = ({ rows }: Place): number => (rows === undefined ? usual : Math.max(smallest, largest * Math.sqrt(rows / most)));
  const within = (value: number | undefined): number => Math.min(domainY[1], Math.max(domainY[0], value ?? 0));
  const head = { lineAnchor: 'middle', fill: palette.muted } as const;
  const svg = draw(
    {
      height: top + plotHeight + bottom,
      margins: { top, right, bottom, left },
      x: { domain: [...domainX] },
      y: { domain: [...domainY] },
      marks: [
        ...reachOf(points.length > 0 ? fit : [], domainY),
        ...valueAxisY(),
        rect(bars, {
          x1: 'from',
          x2: 'to',
          y1: () => within(0),
          y2: 'y',
          fill: colorOf,
          fillOpacity: opacity.bar,
          insetLeft: 0.5,
          insetRight: 0.5,
          title: titleOf,
        }),
        ruleX(
          points.filter(({ low, high }) => low !== undefined && high !== undefined),
          { x: 'x', y1: (p: Place) => within(p.low), y2: (p: Place) => within(p.high), stroke: colorOf, strokeOpacity: opacity.interval, strokeWidth: thin },
        ),
        dot(points, { x: 'x', y: 'y', r: { value: size, scale: null }, fill: colorOf, fillOpacity: opacity.dot, title: titleOf }),
        ...names.flatMap((_, i) => linesOf(places, i, within)),
        ruleX(
          (marks ?? []).map(({ at }) => at),
          { stroke: palette.ink, strokeDasharray: '4,3' },
        ),
        dot(of('level'), { x: 'x', y: 'y', r: 5, fill: palette.paper, stroke: colorOf, strokeWidth: 2.2, title: titleOf }),
        markLabels(marks, -8 - (sides.length > 0 ? lineHeight : 0)),
        ...sides,
        valueAxis(),
        ...headY.map((words, k) => text([words], { ...head, frameAnchor: 'top-left', textAnchor: 'start', dx: inset - left, dy: 10 + k * lineHeight - top })),
        ...headX.map((words, k) => text([words], { ...head, frameAnchor: 'bottom', dy: 18 + (k + 1) * lineHeight })),
      ],
    },
    alt,
  );
  return keyed(svg, keyOf(places, sides.length > 0 ? [] : names, counted, level));
}

/** Lines of a series, their bands below them. */
function linesOf(places: readonly Place[], series: number, within: (value: number | undefined) => number): readonly Markish[] {
  const own = (is: Kind) => places.filter((place) => place.is === is && place.series === series);
  const [curve, fit] = [own('curve'), own('fit')];
  const at = { x: 'x', y: 'y' } as const;
  const color = seriesColor(series);
  return [
    areaY(
      fit.filter(({ low, high }) => low !== undefined && high !== undefined),
      { x: 'x', y1: (p: Place) => within(p.low), y2: (p: Place) => within(p.high), fill: color, fillOpacity: opacity.band },
    ),
    line(curve, { ...at, stroke: palette.ink, strokeWidth: thin }),
    line(fit, { ...at, stroke: palette.paper, strokeWidth: thick + 2 }),
    line(fit, { ...at, stroke: color, strokeWidth: thick }),
  ];
}

/** A pale ground as far as a fit reaches. */
function reachOf(fit: readonly Place[], [y1, y2]: readonly [number, number]): readonly Markish[] {
  if (fit.length === 0) return [];
  const at = fit.map(({ x }) => x);
  return [
    rect([{ x1: Math.min(...at), x2: Math.max(...at), y1, y2 }], { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: palette.ink, fillOpacity: opacity.reach }),
  ];
}

/** Names of two series on either side of a mark, where both have room there. */
function sideNames(
  places: readonly Place[],
  names: readonly string[],
  marks: Exhibit['marks'],
  [low, high]: readonly [number, number],
  left: number,
): readonly Markish[] {
  const [mark, ...others] = marks ?? [];
  if (mark === undefined || others.length > 0 || names.length !== 2) return [];
  const near = 1e-6 * (high - low);
  const before = places.find(({ x }) => x < mark.at - near)?.series;
  if (before === undefined || places.some(({ x, series }) => (series === before ? x > mark.at + near : x < mark.at - near))) return [];
  const middle = left + ((mark.at - low) / (high - low)) * (figureWidth - left - right);
  const wide = (name: string): number => boldness * textWidth(name) + inset;
  const after = 1 - before;
  if (wide(names[before]) > middle || wide(names[after]) > figureWidth - middle) return [];
  const at = { x: () => mark.at, frameAnchor: 'top', dy: -8, fontWeight: 600 } as const;
  return [
    text([names[before]], { ...at, textAnchor: 'end', dx: -inset, fill: seriesColor(before) }),
    text([names[after]], { ...at, textAnchor: 'start', dx: inset, fill: seriesColor(after) }),
  ];
}

function titleOf({ x, y, low, high, from, to, rows }: Place): string {
  const where = from === undefined || to === undefined || from === to ? plain(Number(x.toPrecision(4))) : `${plain(from)} to ${plain(to)}`;
  return `${where}: ${low === undefined ? plain(Number(y.toPrecision(4))) : valueText(y, low, high)}${rows === undefined ? '' : `\n${count(rows)}`}`;
}

function keyOf(places: readonly Place[], names: readonly string[], counted: string, level: number | undefined): readonly KeyEntry[] {
  const some = (holds: (place: Place) => boolean, entry: KeyEntry): readonly KeyEntry[] => (places.some(holds) ? [entry] : []);
  const surely = level === undefined ? 'its interval' : `its ${percent(level)} interval`;
  const isPoint = ({ is }: Place): boolean => is === 'point';
  return [
    ...names.flatMap((name, i) => (name === '' ? [] : [{ sign: signs.dot(seriesColor(i)), text: name }])),
    ...some((p) => isPoint(p) && p.rows !== undefined, { sign: signs.dot(palette.muted), text: `mean of a bin: the larger, the more ${counted}` }),
    ...some((p) => isPoint(p) && p.low !== undefined, { sign: signs.upright(thin, 1), text: surely }),
    ...some(({ is }) => is === 'fit', {
      sign: signs.stroke(palette.muted, thick),
      text: places.some(isPoint) ? 'local fit, as far as it reaches' : 'local fit',
    }),
    ...some((p) => p.is === 'fit' && p.low !== undefined, { sign: signs.swatch(palette.muted, opacity.band), text: surely }),
    ...some(({ is }) => is === 'level', { sign: signs.ring(palette.muted), text: 'level that the effect is taken from' }),
    ...some(({ is }) => is === 'curve', { sign: signs.stroke(palette.ink, thin), text: 'polynomial through all, which decides nothing' }),
  ];
}
