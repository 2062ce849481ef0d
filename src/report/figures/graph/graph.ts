import { dot, line, rect, text } from '@observablehq/plot';
import type { Exhibit } from '../../../estimate/exhibit.ts';
import { draw, figureWidth } from '../draw.ts';
import { palette } from '../palette.ts';
import { lineHeight, textWidth, wrapped } from '../text.ts';
import { type Box, boxesOf } from './boxes.ts';
import { linksOf } from './links.ts';
import { uncrossed } from './order.ts';
import { gap, placeItems } from './place.ts';
import { boxRows, type Item } from './rows.ts';

const widest = 200;
/** Names are set bold, which is wider. */
const bold = 1.2;
const padding = 6;
const between = 42;
const laneWidth = 4;
const dotSize = 8;
const mostNames = 6;
const head = 5;

/** Boxes in rows, causes above effects. Columns: from, to; optionally `from is`, `to is`, arrow. Nodes of one part with the same arrows share a box. */
export function graphFigure({ columns, alt }: Exhibit): string {
  const { boxes, arrows } = boxesOf(columns);
  const labels = boxes.map(labelOf);
  const widths = boxes.map((box, i) => (box.dot ? dotSize : Math.max(40, ...labels[i].map((said) => bold * textWidth(said) + 14))));
  const heights = boxes.map((box, i) => (box.dot ? dotSize : labels[i].length * lineHeight + 2 * padding));
  const widthOf = ({ box, lane }: Item): number => (lane ? laneWidth : widths[box]);
  const unsorted = boxRows(
    widths.map((w) => w + gap),
    arrows,
    figureWidth,
  );
  const links = linksOf(unsorted, arrows);
  const rows = uncrossed(unsorted, links);
  const width = Math.ceil(Math.max(figureWidth, ...rows.map((row) => row.reduce((sum, item) => sum + widthOf(item) + gap, 0))));
  const xs = placeItems(rows, links, widthOf, width);
  const xOf = (item: Item): number => xs.get(item) ?? 0;
  const rowHeights = rows.map((row) => Math.max(dotSize, ...row.map(({ box, lane }) => (lane ? 0 : heights[box]))));
  const tops = rowHeights.map((_, r) => rowHeights.slice(0, r).reduce((sum, h) => sum + h + between, 2));
  const height = Math.max(1, (tops.at(-1) ?? 0) + (rowHeights.at(-1) ?? 0) + 2);
  const middleOf = (r: number): number => tops[r] + rowHeights[r] / 2;
  const edgeOf = (r: number, { box, lane }: Item, side: -1 | 1): number => middleOf(r) + (side * (lane ? rowHeights[r] : heights[box])) / 2;

  const shown = rows.flatMap((row, r) =>
    row.flatMap((item) =>
      item.lane ? [] : [{ ...boxes[item.box], label: labels[item.box], x: xOf(item), y: middleOf(r), w: widths[item.box], h: heights[item.box] }],
    ),
  );
  const strokes = rows.flatMap((row, r) => [
    ...row.flatMap((item) => (item.lane ? [lane(boxes[item.box], xOf(item), tops[r], rowHeights[r])] : [])),
    ...row.flatMap((lower) => arrivals(lower, r)),
  ]);

  /** Heads that meet at one box stand side by side, in the order they come from. */
  function arrivals(lower: Item, r: number): readonly Stroke[] {
    const coming = [...(links.above.get(lower) ?? [])].sort((a, b) => xOf(a) - xOf(b));
    const step = Math.min(16, (0.7 * widths[lower.box]) / Math.max(1, coming.length - 1));
    return coming.map((upper, k): Stroke => {
      const x1 = xOf(upper);
      const x2 = xOf(lower) + (lower.lane ? 0 : (k - (coming.length - 1) / 2) * step);
      const [start, end] = [edgeOf(r - 1, upper, 1), edgeOf(r, lower, -1) - (lower.lane ? 0 : head)];
      // Straight out of its own row and straight into the next: beside a lower box stand higher ones.
      const [leave, arrive] = [tops[r - 1] + rowHeights[r - 1], Math.min(end, tops[r] - head)];
      const points = [
        [x1, start],
        [x1, leave],
        [x2, arrive],
        [x2, end],
      ] as const;
      return { hidden: isHidden(boxes[upper.box]), points, head: !lower.lane };
    });
  }

  return draw(
    {
      width,
      height,
      margins: { top: 0, right: 0, bottom: 0, left: 0 },
      x: { axis: null, domain: [0, width], range: [0, width] },
      y: { axis: null, domain: [0, height], range: [0, height] },
      marks: [...strokeMarks(strokes), ...boxMarks(shown)],
    },
    alt,
  );
}

interface Stroke {
  readonly hidden: boolean;
  readonly points: readonly (readonly [number, number])[];
  readonly head: boolean;
}

const isHidden = ({ role }: Box): boolean => role === 'unobserved';

const lane = (box: Box, x: number, top: number, height: number): Stroke => ({
  hidden: isHidden(box),
  points: [
    [x, top],
    [x, top + height],
  ],
  head: false,
});

/** The part in small letters, then the names. */
function labelOf({ names, role, dot: isDot }: Box): readonly string[] {
  if (isDot) return [];
  const more = names.length - mostNames;
  const said = more > 1 ? [...names.slice(0, mostNames), `and ${more} more`] : names;
  return [...(role === '' ? [] : [role]), ...said.flatMap((name) => wrapped(name, (widest - 14) / bold))];
}

function strokeMarks(strokes: readonly Stroke[]) {
  return [false, true].flatMap((hidden) => {
    const own = strokes.filter((s) => s.hidden === hidden);
    const points = own.flatMap((s, k) => s.points.map(([x, y]) => ({ x, y, k })));
    const heads = own.filter((s) => s.head).flatMap((s) => s.points.slice(-1).map(([x, y]) => ({ x, y })));
    return [
      line(points, { x: 'x', y: 'y', z: 'k', curve: 'bump-y', stroke: palette.muted, strokeWidth: 1.2, ...(hidden && { strokeDasharray: '3,3' }) }),
      dot(heads, { x: 'x', y: 'y', symbol: 'triangle', rotate: 180, r: 3.2, fill: palette.muted }),
    ];
  });
}

interface Shown extends Box {
  readonly label: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

function colorOf({ role }: Box): string {
  if (role.startsWith('misplaced')) return palette.bad;
  if (role === 'assignment') return palette.effect;
  return role === 'outcome' ? palette.good : palette.muted;
}

function boxMarks(all: readonly Shown[]) {
  const shown = all.filter((s) => !s.dot);
  const sides = { x1: (s: Shown) => s.x - s.w / 2, x2: (s: Shown) => s.x + s.w / 2, y1: (s: Shown) => s.y - s.h / 2, y2: (s: Shown) => s.y + s.h / 2, rx: 4 };
  const lines = shown.flatMap((s) =>
    s.label.map((said, i) => ({ said, x: s.x, y: s.y - s.h / 2 + padding + (i + 0.5) * lineHeight, part: i === 0 && s.role !== '', color: colorOf(s) })),
  );
  const words = { x: 'x', y: 'y', text: 'said', lineAnchor: 'middle' } as const;
  return [
    ...[false, true].map((hidden) =>
      rect(
        shown.filter((s) => isHidden(s) === hidden),
        {
          ...sides,
          fill: palette.paper,
          stroke: colorOf,
          strokeWidth: (s: Shown) => (colorOf(s) === palette.muted ? 1 : 2),
          ...(hidden && { strokeDasharray: '3,3' }),
        },
      ),
    ),
    text(
      lines.filter((l) => l.part),
      { ...words, fill: 'color', fontSize: 10 },
    ),
    text(
      lines.filter((l) => !l.part),
      { ...words, fontWeight: 600 },
    ),
    dot(
      all.filter((s) => s.dot),
      { x: 'x', y: 'y', r: dotSize / 2 - 1, stroke: palette.muted, fill: palette.paper, strokeDasharray: '2,2' },
    ),
  ];
}
