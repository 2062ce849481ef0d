import { dot, type Markish, ruleX, text } from '@observablehq/plot';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { count, percent, plain } from '../format/number.ts';
import { markLines, roomForValues, valueAxisY } from './axis.ts';
import { domainOf, numbers, texts } from './columns.ts';
import { draw, figureWidth } from './draw.ts';
import { type KeyEntry, keyed, signs } from './key.ts';
import { palette } from './palette.ts';
import { lineHeight, textWidth, valueText, wrapped } from './text.ts';

const plotHeight = 230;
const edges = { top: 24, right: 14 };
/** Beyond the first and the last period. */
const aside = 0.7;
/** The change comes after the period before and with the first one. */
const change = -0.5;
const small = 11;
const smaller = small / 12;
const barOpacity = 0.4;

interface Moment {
  readonly since: number;
  readonly value: number;
  readonly own: readonly (number | undefined)[];
  readonly band: readonly (number | undefined)[];
  readonly units: number | undefined;
  readonly is: 'reference' | 'before' | 'after';
}

const colorOf = ({ is }: Moment): string => (is === 'after' ? palette.effect : palette.muted);

function momentsOf(columns: Exhibit['columns'], counted: string): readonly Moment[] {
  const [since, values, lows, highs, bandLows, bandHighs, units] = ['since', 'value', 'low', 'high', 'band low', 'band high', counted].map((name) =>
    numbers(columns, name),
  );
  const is = texts(columns, 'is');
  return since.flatMap((at, i): readonly Moment[] => {
    const value = values[i];
    if (at === undefined || value === undefined) return [];
    const part = is[i] === 'reference' ? 'reference' : at < 0 ? 'before' : 'after';
    return [{ since: at, value, own: [lows[i], highs[i]], band: [bandLows[i], bandHighs[i]], units: units[i], is: part }];
  });
}

/** Uprights where both ends are known. */
function uprights(moments: readonly Moment[], ends: 'own' | 'band', options: { readonly strokeWidth: number; readonly strokeOpacity?: number }): Markish {
  const known = moments.filter((m) => m[ends][0] !== undefined && m[ends][1] !== undefined);
  return ruleX(known, { x: 'since', y1: (m: Moment) => m[ends][0], y2: (m: Moment) => m[ends][1], stroke: colorOf, ...options });
}

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Every so many periods a label has room; 0 is always among them. */
function everyFew(moments: readonly Moment[], widest: number, perPeriod: number): readonly Moment[] {
  const step = steps.find((few) => few * perPeriod >= widest + 6) ?? Infinity;
  return moments.filter(({ since }) => since === 0 || since % step === 0);
}

/**
 * Effects by time since the start, the periods before it apart. Columns: since, value, low and high (of each for itself), band low and band high (for all together),
 * units or rows, is (`reference`).
 */
export function eventStudyFigure({ columns, marks, axes, level, alt }: Exhibit, width = figureWidth): string {
  const counted = columns.rows === undefined ? 'units' : 'rows';
  const moments = momentsOf(columns, counted);
  const domain = domainOf(
    moments.flatMap((m) => [m.value, ...m.own, ...m.band]),
    [...(marks ?? []), { at: 0, label: '' }],
  );
  const at = moments.map(({ since }) => since);
  const ends = at.length === 0 ? ([-1, 1] as const) : ([Math.min(...at) - aside, Math.max(...at) + aside] as const);
  const left = roomForValues(domain);
  const perPeriod = (width - left - edges.right) / (ends[1] - ends[0]);
  const told = moments.filter(({ units }) => units !== undefined);
  const widest = Math.max(...moments.map(({ since }) => textWidth(plain(since))), ...told.map(({ units }) => smaller * textWidth(count(units ?? 0))), 0);
  const shown = everyFew(moments, widest, perPeriod);
  const head = wrapped(axes?.x ?? 'since the start', width - left - edges.right);
  const counts = told.length > 0 ? lineHeight : 0;
  const bottom = 22 + counts + head.length * lineHeight;
  const size = Math.max(1.6, Math.min(4.5, 0.28 * perPeriod));
  const dots = { x: 'since', y: 'value', title: titleOf } as const;
  const foot = { frameAnchor: 'bottom', lineAnchor: 'middle' } as const;
  const svg = draw(
    {
      width,
      height: edges.top + plotHeight + bottom,
      margins: { ...edges, bottom, left },
      x: { axis: null, domain: [...ends] },
      y: { domain: [...domain] },
      marks: [
        ...valueAxisY(),
        ...markLines(marks, 'y', domain),
        ...startLine(ends),
        uprights(moments, 'band', { strokeWidth: Math.min(1.4, 0.5 * size) }),
        uprights(moments, 'own', { strokeWidth: 1.4 * size, strokeOpacity: barOpacity }),
        dot(
          moments.filter(({ is }) => is === 'before'),
          { ...dots, r: 0.9 * size, symbol: 'square', fill: colorOf },
        ),
        dot(
          moments.filter(({ is }) => is === 'after'),
          { ...dots, r: size, fill: colorOf },
        ),
        dot(
          moments.filter(({ is }) => is === 'reference'),
          { ...dots, r: Math.max(2.5, size), fill: palette.paper, stroke: colorOf, strokeWidth: 1.8 },
        ),
        text(shown, { ...foot, x: 'since', text: ({ since }: Moment) => plain(since), dy: 12, fill: palette.muted }),
        text(
          shown.filter(({ units }) => units !== undefined),
          { ...foot, x: 'since', text: ({ units }: Moment) => count(units ?? 0), dy: 12 + counts, fill: palette.muted, fontSize: small },
        ),
        ...(counts > 0
          ? [text([counted], { ...foot, frameAnchor: 'bottom-left', textAnchor: 'end', dx: -12, dy: 12 + counts, fill: palette.muted, fontSize: small })]
          : []),
        ...head.map((line, i) => text([line], { ...foot, dy: 14 + counts + (i + 1) * lineHeight, fill: palette.muted })),
      ],
    },
    alt,
  );
  return keyed(svg, keyOf(moments, level));
}

/** Between the last period before the start and the first one of it. */
function startLine([first, last]: readonly [number, number]): readonly Markish[] {
  if (first > change || last < change) return [];
  return [
    ruleX([change], { stroke: palette.muted, strokeDasharray: '3,3' }),
    text(['start'], { x: () => change, frameAnchor: 'top', lineAnchor: 'bottom', dy: -6, fill: palette.muted }),
  ];
}

function titleOf({ since, value, own, band, is }: Moment): string {
  const when = `${plain(since)}: `;
  if (is === 'reference') return `${when}reference`;
  const together = band[0] === undefined || band[1] === undefined ? '' : `\ntogether ${valueText(value, ...(band as [number, number]))}`;
  return `${when}${own[0] === undefined || own[1] === undefined ? valueText(value, value, value) : valueText(value, ...(own as [number, number]))}${together}`;
}

function keyOf(moments: readonly Moment[], level: number | undefined): readonly KeyEntry[] {
  const some = (holds: (m: Moment) => boolean, entry: KeyEntry): readonly KeyEntry[] => (moments.some(holds) ? [entry] : []);
  const surely = level === undefined ? '' : `${percent(level)} `;
  return [
    ...some(({ is }) => is === 'after', { sign: signs.dot(palette.effect), text: 'from the start on' }),
    ...some(({ is }) => is === 'before', { sign: signs.square(palette.muted), text: 'before it' }),
    ...some(({ is }) => is === 'reference', { sign: signs.ring(palette.muted), text: 'what all are compared with' }),
    ...some(({ own }) => own[0] !== undefined, { sign: signs.upright(6, barOpacity), text: `thick: ${surely}for itself` }),
    ...some(({ band }) => band[0] !== undefined, { sign: signs.upright(1.4), text: `thin: ${surely}for all together` }),
  ];
}
