import { rectX, ruleX, text } from '@observablehq/plot';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { count } from '../format/number.ts';
import { numbers, texts } from './columns.ts';
import { draw, figureWidth } from './draw.ts';
import { keyed, signs } from './key.ts';
import { palette } from './palette.ts';
import { lineHeight, saidOnce, stacked, textWidth, widthOfLines, wrapped } from './text.ts';

const [rowHeight, lowRow, manyRows] = [26, 18, 20];
const barShare = 0.62;
const widestName = 150;
const side = 12;
const pale = 0.2;
/** Narrower periods are not set apart. */
const narrowest = 4;

/** Who was reached when: a row a group, pale before it was reached and filled from then on. Columns: row, units or rows, from (periods before it; absent where never); marks: the periods. */
export function timingFigure({ columns, marks = [], axes, alt }: Exhibit): string {
  const counted = columns.rows === undefined ? 'units' : 'rows';
  const periods = Math.max(1, marks.length);
  const [units, from] = [counted, 'from'].map((name) => numbers(columns, name));
  const names = texts(columns, 'row').map((row) => wrapped(row, widestName));
  const head = axes?.y === undefined ? [] : wrapped(axes.y, widestName);
  const counts = names.map((_, i) => (units[i] === undefined ? '–' : count(units[i])));
  const left = side + 8 + widthOfLines([...names.flat(), ...head]);
  const right = side + 8 + widthOfLines([...counts, counted]);
  const perPeriod = (figureWidth - left - right) / periods;
  const least = names.length > manyRows ? lowRow : rowHeight;
  const heights = names.map((lines) => Math.max(least, lines.length * lineHeight + 4));
  const tops = stacked(heights);
  const all = tops[tops.length - 1];
  const rows = names.map((lines, i) => {
    const y = tops[i] + heights[i] / 2;
    const half = (barShare * least) / 2;
    return { lines, said: counts[i], y, y1: y - half, y2: y + half, start: Math.max(0, Math.min(periods, from[i] ?? periods)) };
  });
  const { shared, rest } = saidOnce(marks.map(({ label }) => label));
  const under = shared || axes?.x;
  const foot = under ? wrapped(under, figureWidth - left - right) : [];
  const below = 26 + foot.length * lineHeight;
  const top = Math.max(1, head.length) * lineHeight + 4;
  const inBar = { y1: 'y1', y2: 'y2', fill: palette.effect } as const;
  const beside = { lineAnchor: 'middle', fill: palette.ink } as const;
  const atTop = { lineAnchor: 'bottom', fill: palette.muted } as const;
  const svg = draw(
    {
      height: top + all + below,
      margins: { top, right, bottom: below, left },
      x: { axis: null, domain: [0, periods] },
      y: { axis: null, domain: [0, Math.max(1, all)], range: [top, top + Math.max(1, all)] },
      marks: [
        rectX(rows, { ...inBar, x1: 0, x2: 'start', fillOpacity: pale }),
        rectX(rows, { ...inBar, x1: 'start', x2: periods }),
        ...(perPeriod < narrowest
          ? []
          : [
              ruleX(
                rows.flatMap((row) => Array.from({ length: periods - 1 }, (_, i) => ({ ...row, at: i + 1 }))),
                { x: 'at', y1: 'y1', y2: 'y2', stroke: palette.paper, strokeWidth: 1 },
              ),
            ]),
        ...rows.flatMap(({ lines, y }) =>
          lines.map((words, k) =>
            text([words], { ...beside, y: () => y + (k - (lines.length - 1) / 2) * lineHeight, frameAnchor: 'left', textAnchor: 'end', dx: -8 }),
          ),
        ),
        text(rows, { ...beside, y: 'y', text: 'said', frameAnchor: 'right', textAnchor: 'start', dx: 8, fontVariant: 'tabular-nums' }),
        ...head.map((words, k) => text([words], { ...atTop, frameAnchor: 'top-left', textAnchor: 'end', dx: -8, dy: (k - head.length + 1) * lineHeight - 4 })),
        ...(rows.length > 0 ? [text([counted], { ...atTop, frameAnchor: 'top-right', textAnchor: 'start', dx: 8, dy: -4 })] : []),
        text(
          shownOf(
            marks.map(({ at }, i) => ({ at, label: rest[i] })),
            perPeriod,
            left,
          ),
          { x: ({ at }) => at + 0.5, text: 'label', frameAnchor: 'bottom', dy: 14, fill: palette.muted },
        ),
        ...foot.map((words, k) => text([words], { frameAnchor: 'bottom', dy: 16 + (k + 1) * lineHeight, fill: palette.muted })),
      ],
    },
    alt,
  );
  const key = [
    { sign: signs.swatch(palette.effect, pale), text: 'not reached yet' },
    { sign: signs.swatch(palette.effect, 1), text: 'reached' },
  ];
  return keyed(svg, rows.length > 0 ? key : []);
}

type Marks = NonNullable<Exhibit['marks']>;

/** Every so many periods that their names have room, from the first one on, within the figure. */
function shownOf(marks: Marks, perPeriod: number, left: number): Marks {
  const widest = Math.max(0, ...marks.map(({ label }) => textWidth(label)));
  const step = Math.max(1, Math.ceil((widest + 10) / perPeriod));
  return marks.filter(({ at, label }, i) => {
    const middle = left + (at + 0.5) * perPeriod;
    return i % step === 0 && middle - textWidth(label) / 2 >= 0 && middle + textWidth(label) / 2 <= figureWidth;
  });
}
