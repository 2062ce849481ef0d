import { axisX, type Markish, rectX, ruleX, ruleY, text } from '@observablehq/plot';
import { plain } from '../format/number.ts';
import { draw } from './draw.ts';
import { palette } from './palette.ts';
import { pointMark, type Span, spanMarks } from './span.ts';
import { textWidth, wrapped } from './text.ts';

/** What shades a strip: from `at` to the edge on the side of its sign. */
export interface Zone {
  readonly at: number;
  readonly side: 'low' | 'high';
  readonly tone: 'good' | 'bad';
  readonly label: string;
}

/** One effect in printed units, zero in the middle of its axis. */
export interface Strip {
  readonly value: number;
  readonly pieces: readonly Span[];
  /** The one-sided bound that a guardrail is judged by. */
  readonly bound?: number | undefined;
  readonly zone?: Zone | undefined;
  /** What the axis counts, said below it. */
  readonly unit: string;
  readonly alt: string;
}

const width = 400;
const plotHeight = 24;
const edges = { top: 18, right: 8, bottom: 34, left: 8 };
const unitDrop = 27;
const unitLine = 13;
const middle = 0.5;

/** How far the axis must reach. It does so on both sides, so that zero stands in one line through all strips. */
export function reach({ value, pieces, bound, zone }: Strip): number {
  const ends = pieces.flatMap(({ low, high }) => [low, high]);
  const sizes = [value, bound, ...ends].filter((v) => v !== undefined).map(Math.abs);
  return Math.max(...sizes.map((size) => size * 1.12), Math.abs(zone?.at ?? 0) * 1.5) || 1;
}

function farEnd({ side }: Zone, edge: number): number {
  return side === 'high' ? edge : -edge;
}

function zoneMarks(zone: Zone, edge: number): readonly Markish[] {
  return [
    rectX([0], { x1: zone.at, x2: farEnd(zone, edge), fill: palette[zone.tone], fillOpacity: 0.16 }),
    ruleX([zone.at], { stroke: palette[zone.tone], strokeWidth: 1.2, strokeDasharray: '3,2' }),
  ];
}

/** Above the shading where it fits, else on the other side of its edge. */
function zoneLabel(zone: Zone, edge: number): Markish {
  const inside = (Math.abs(farEnd(zone, edge) - zone.at) / (2 * edge)) * (width - edges.left - edges.right);
  const fitsInside = textWidth(zone.label) * 0.9 < inside;
  const textAnchor = (zone.side === 'high') === fitsInside ? 'start' : 'end';
  const dx = textAnchor === 'start' ? 2 : -2;
  return text([zone.label], {
    x: () => zone.at,
    frameAnchor: 'top',
    dy: -9,
    dx,
    textAnchor,
    fill: palette.muted,
    stroke: palette.paper,
    strokeWidth: 4,
    fontSize: 10.5,
  });
}

/** The estimate with its interval against zero and against what matters, on an axis from -edge to edge. */
export function effectStrip(strip: Strip, edge = reach(strip)): string {
  const domain = [-edge, edge] as const;
  const color = palette.effect;
  const units = wrapped(strip.unit, width - edges.left - edges.right);
  const margins = { ...edges, bottom: edges.bottom + (units.length - 1) * unitLine };
  const height = margins.top + plotHeight + margins.bottom;
  return draw(
    {
      width,
      height,
      margins,
      x: { domain: [...domain] },
      y: { axis: null, domain: [1, 0], range: [margins.top, height - margins.bottom] },
      marks: [
        ...(strip.zone ? zoneMarks(strip.zone, edge) : []),
        axisX({
          ticks: 5,
          tickSize: 4,
          stroke: palette.rule,
          fill: palette.muted,
          fontSize: 10.5,
          tickFormat: (tick: number) => (tick === 0 ? '0' : `${tick > 0 ? '+' : ''}${plain(tick)}`),
        }),
        ...units.map((line, k) =>
          text([line], { frameAnchor: 'bottom', lineAnchor: 'middle', dy: unitDrop + k * unitLine, fill: palette.muted, fontSize: 10.5 }),
        ),
        ruleY([0], { stroke: palette.rule }),
        ruleX([0], { stroke: palette.ink, strokeWidth: 1, insetTop: -edges.top }),
        ...strip.pieces.flatMap((piece) => spanMarks(piece, middle, domain, color)),
        ...(strip.bound === undefined ? [] : [ruleX([strip.bound], { stroke: palette.ink, strokeWidth: 2, insetTop: 5, insetBottom: 5 })]),
        pointMark(strip.value, middle, color),
        ...(strip.zone ? [zoneLabel(strip.zone, edge)] : []),
      ],
    },
    strip.alt,
  );
}
