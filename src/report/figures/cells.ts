import { dot, line, type Markish, rect, text } from '@observablehq/plot';
import { type Exhibit, mostRowsShown } from '../../estimate/exhibit.ts';
import { signed } from '../format/number.ts';
import { decimalsFor } from '../format/precision.ts';
import { distinct, numbers, texts } from './columns.ts';
import { draw, figureWidth } from './draw.ts';
import { type KeyEntry, keyed, signs } from './key.ts';
import { palette } from './palette.ts';
import { lineHeight, saidOnce, stacked, textWidth, valueText, widthOfLines, wrapped } from './text.ts';

const mostColumns = 24;
const rowHeight = 28;
const widestName = 150;
const side = 12;
const cellRoom = 8;
const broadest = 72;
const small = 11;
const smaller = small / 12;
/** Ink is read on the strongest fill, on a light screen and on a dark one. */
const strongest = 0.5;
const weakest = 0.06;

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly value: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly since: number;
  readonly reference: boolean;
  readonly title: string;
}

/** Whether a matrix has the columns that are drawn, and few enough cells that a number fits into each. */
export function hasCells({ columns }: Exhibit): boolean {
  if (!['row', 'column', 'value', 'since'].every((name) => columns[name] !== undefined)) return false;
  return distinct(texts(columns, 'column')).length <= mostColumns && distinct(texts(columns, 'row')).length <= mostRowsShown;
}

function cellsOf(columns: Exhibit['columns'], rows: readonly string[], names: readonly string[]): readonly Cell[] {
  const [values, lows, highs, since] = ['value', 'low', 'high', 'since'].map((name) => numbers(columns, name));
  const [of, at, is] = ['row', 'column', 'is'].map((name) => texts(columns, name));
  return of.flatMap((row, i): readonly Cell[] => {
    if (since[i] === undefined) return [];
    const [value, low, high] = [values[i], lows[i], highs[i]];
    const said = is[i] === 'reference' ? 'reference' : value === undefined ? '–' : valueText(value, low, high);
    const place = { row: rows.indexOf(row), column: names.indexOf(at[i]), title: `${row}, ${at[i]}: ${said}` };
    return [{ ...place, value, low, high, since: since[i], reference: is[i] === 'reference' }];
  });
}

/** All cells share their decimals: two digits of a middling error, at most six of the largest value. */
function decimalsOf(cells: readonly Cell[]): number {
  const sizes = cells.map(({ value }) => Math.abs(value ?? 0));
  const largest = Math.max(...sizes, 0);
  const spreads = cells.flatMap(({ low, high }) => (low === undefined || high === undefined || high <= low ? [] : [(high - low) / 4])).sort((a, b) => a - b);
  if (spreads.length === 0) return largest > 0 ? decimalsFor(largest) : 0;
  const spread = spreads[Math.floor(spreads.length / 2)];
  return largest > 0 ? Math.min(decimalsFor(spread), Math.max(0, decimalsFor(largest) + 4)) : decimalsFor(spread);
}

/** Effects by row and column, a number in each cell. Columns: row, column, value, low, high, since (below zero before the start), is (`reference`, optional). */
export function cellsFigure({ columns, axes, alt }: Exhibit): string {
  const [rows, names] = ['row', 'column'].map((name) => distinct(texts(columns, name)));
  const cells = cellsOf(columns, rows, names);
  const decimals = decimalsOf(cells);
  const written = ({ value }: Cell): string => (value === undefined ? '–' : signed(value, decimals));
  const labels = rows.map((row) => wrapped(row, widestName));
  const rowHead = axes?.y === undefined ? [] : wrapped(axes.y, widestName);
  const left = side + 8 + widthOfLines([...labels.flat(), ...rowHead]);
  const needed = cellRoom + Math.max(16, ...cells.map((cell) => smaller * textWidth(written(cell))));
  const broad = Math.max(needed, Math.min(broadest, (figureWidth - left - side) / Math.max(1, names.length)));
  const width = Math.ceil(Math.max(figureWidth, left + names.length * broad + side));
  const right = width - left - names.length * broad;
  const { shared, rest } = saidOnce(names);
  const longest = Math.max(0, ...rest.map(textWidth));
  const upright = longest > broad - 4;
  const said = shared || axes?.x;
  const columnHead = said ? wrapped(said, width - left - side) : [];
  const heads = columnHead.length * lineHeight;
  const top = Math.max(heads + (upright ? longest + 10 : lineHeight + 4), rowHead.length * lineHeight + 4);
  const heights = labels.map((lines) => Math.max(rowHeight, lines.length * lineHeight + 6));
  const tops = stacked(heights);
  const all = tops[tops.length - 1];
  const most = Math.max(...cells.map(({ value, since }) => (since < 0 ? 0 : Math.abs(value ?? 0))), 0);
  const filled = cells.filter(({ value, since }) => value !== undefined && since >= 0);
  const middle = { x: ({ column }: Cell) => column + 0.5, y: ({ row }: Cell) => tops[row] + heights[row] / 2 } as const;
  const number = { ...middle, text: written, lineAnchor: 'middle', fontSize: small, fontVariant: 'tabular-nums' } as const;
  const box = {
    x1: 'column',
    x2: ({ column }: Cell) => column + 1,
    y1: ({ row }: Cell) => tops[row],
    y2: ({ row }: Cell) => tops[row + 1],
  } as const;
  const svg = draw(
    {
      width,
      height: top + all + 4,
      margins: { top, right, bottom: 4, left },
      x: { axis: null, domain: [0, Math.max(1, names.length)] },
      y: { axis: null, domain: [0, Math.max(1, all)], range: [top, top + Math.max(1, all)] },
      marks: [
        rect(filled, {
          ...box,
          inset: 0.5,
          fill: ({ value = 0 }: Cell) => palette[value < 0 ? 'below' : 'above'],
          fillOpacity: ({ value = 0 }: Cell) => weakest + (strongest - weakest) * (most > 0 ? Math.abs(value) / most : 0),
        }),
        text(filled, { ...number, fill: palette.ink }),
        text(
          cells.filter((cell) => !cell.reference && !filled.includes(cell)),
          { ...number, fill: palette.muted },
        ),
        dot(
          cells.filter(({ reference }) => reference),
          { ...middle, r: 4, stroke: palette.muted, strokeWidth: 1.5 },
        ),
        line(stepOf(cells, rows.length, names.length, tops), { stroke: palette.ink, strokeWidth: 2.5, strokeLinejoin: 'miter' }),
        ...labels.flatMap((lines, row) =>
          lines.map((label, k) =>
            text([label], {
              y: () => tops[row] + heights[row] / 2 + (k - (lines.length - 1) / 2) * lineHeight,
              frameAnchor: 'left',
              textAnchor: 'end',
              lineAnchor: 'middle',
              dx: -8,
              fill: palette.ink,
            }),
          ),
        ),
        columnNames(rest, upright),
        ...columnHead.map((words, k) => text([words], { frameAnchor: 'top-left', textAnchor: 'start', dy: k * lineHeight - top + 2, fill: palette.muted })),
        ...rowHead.map((words, k) =>
          text([words], {
            frameAnchor: 'top-left',
            textAnchor: 'end',
            lineAnchor: 'bottom',
            dx: -8,
            dy: (k - rowHead.length + 1) * lineHeight - 4,
            fill: palette.muted,
          }),
        ),
        // On top of all: what a pointer finds.
        rect(cells, { ...box, fill: 'none', pointerEvents: 'all', title: 'title' }),
      ],
    },
    alt,
  );
  return keyed(svg, keyOf(cells, filled));
}

/** Above the columns, upright where they would not fit side by side. */
function columnNames(names: readonly string[], upright: boolean): Markish {
  const at = { x: (_: string, i: number) => i + 0.5, text: (name: string) => name, frameAnchor: 'top', fill: palette.muted } as const;
  return upright
    ? text(names, { ...at, rotate: -90, textAnchor: 'start', lineAnchor: 'middle', dy: -6 })
    : text(names, { ...at, lineAnchor: 'bottom', dy: -5 });
}

/** Down between the cells before the start and those from it on. */
function stepOf(cells: readonly Cell[], rows: number, columns: number, tops: readonly number[]): readonly (readonly [number, number])[] {
  return Array.from({ length: rows }, (_, row) => {
    const started = cells.filter((cell) => cell.row === row && cell.since >= 0).map(({ column }) => column);
    const at = started.length > 0 ? Math.min(...started) : columns;
    return [[at, tops[row]] as const, [at, tops[row + 1]] as const];
  }).flat();
}

function keyOf(cells: readonly Cell[], filled: readonly Cell[]): readonly KeyEntry[] {
  const some = (holds: boolean, entry: KeyEntry): readonly KeyEntry[] => (holds ? [entry] : []);
  return [
    ...some(
      filled.some(({ value = 0 }) => value >= 0),
      { sign: signs.swatch(palette.above, strongest), text: 'above zero' },
    ),
    ...some(
      filled.some(({ value = 0 }) => value < 0),
      { sign: signs.swatch(palette.below, strongest), text: 'below zero' },
    ),
    ...some(cells.length > 0, { sign: signs.step, text: 'start' }),
    ...some(
      cells.some(({ since, value }) => since < 0 && value !== undefined),
      { sign: signs.words('0.0'), text: 'grey: before it' },
    ),
    ...some(
      cells.some(({ reference }) => reference),
      { sign: signs.ring(palette.muted), text: 'what its row is compared with' },
    ),
    ...some(
      cells.some(({ value, reference }) => value === undefined && !reference),
      { sign: signs.words('–'), text: 'no estimate' },
    ),
  ];
}
