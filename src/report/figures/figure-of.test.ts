import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { arms, balance, cells, comparison, complexity, days, eventStudy, exhibits, fitted, flow, graph, timing } from '../../../test/report/exhibits.ts';
import { attack } from '../../../test/report/hostile.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { effectStrip } from './effect-strip.ts';
import { figureOf, isDrawn } from './figure-of.ts';
import { valueText } from './text.ts';

function svgOf(exhibit: Exhibit) {
  const { document } = parseHTML(`<!doctype html><html><body>${figureOf(exhibit)}</body></html>`);
  return document.body.firstElementChild;
}

function textsOf(exhibit: Exhibit): readonly string[] {
  return [...(svgOf(exhibit)?.querySelectorAll('text') ?? [])].map((t) => t.textContent ?? '');
}

describe.each([flow, balance, comparison, days, complexity, graph, eventStudy, fitted, cells, timing])('the figure of $id', (exhibit) => {
  it('is stand-alone SVG that says its finding', () => {
    const text = figureOf(exhibit);
    expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" role="img" aria-label="/);
    expect(svgOf(exhibit)?.getAttribute('aria-label')).toBe(exhibit.alt);
  });

  it('holds no style and no number that is none', () => {
    expect(figureOf(exhibit)).not.toMatch(/<style|style=|<script|NaN|Infinity|undefined/);
  });

  it('is the same text every time', () => expect(figureOf(exhibit)).toBe(figureOf(exhibit)));

  it('shows an attack as text', () => {
    const columns = Object.fromEntries(
      Object.entries(exhibit.columns).map(([name, column]) => [name, column.map((cell) => (typeof cell === 'string' ? attack + cell : cell))]),
    );
    const { document } = parseHTML(figureOf({ ...exhibit, alt: attack, columns, marks: [{ at: 0.5, label: attack }] }));
    expect(document.querySelectorAll('img, script')).toHaveLength(0);
  });

  it('draws an exhibit without rows', () => {
    const columns = Object.fromEntries(Object.keys(exhibit.columns).map((name) => [name, []]));
    expect(figureOf({ ...exhibit, columns })).not.toMatch(/NaN|Infinity/);
  });
});

describe('figureOf', () => {
  it('shows kinds that it does not draw as their table', () => {
    expect(exhibits.filter((e) => !isDrawn(e))).toEqual([arms]);
    expect([...(svgOf(arms)?.querySelectorAll('tbody tr') ?? [])].map((r) => [...r.children].map((c) => c.textContent))).toEqual([
      ['0', '5,979', '0.4972', '–'],
      ['1', '6,021', '0.54251', '–'],
    ]);
  });

  it('names every row and counts every loss of a flow', () => {
    const texts = textsOf(flow);
    for (const said of ['eligible', '12,431', '12,140', 'lost 291: same ticket logged twice', '12,000', 'lost 140: closed before assignment'])
      expect(texts).toContain(said);
  });

  it('writes the number of each interval beside it and opens an unbounded one', () => {
    const texts = textsOf(comparison);
    expect(texts.map((t) => t.replace(/\s+/g, ' '))).toEqual(
      expect.arrayContaining(['+4.53 [+2.88, +6.18]', '-2.18 [-3.96, inf)', 'biased: hard tickets use it more']),
    );
    expect(valueText(1, undefined, undefined)).toBe('+1.0  (-inf, inf)');
  });

  it.each([flow, balance, comparison, days, fitted, cells, timing])('leaves nothing out of a label of $id, however long', (exhibit) => {
    const long = (cell: string, i: number): string => `${cell} of what customers who wrote to us twice in the same week were told ${i}`;
    const told = new Set(['label', 'note', 'step', 'reason', 'series', 'row', 'column']);
    const columns = Object.fromEntries(
      Object.entries(exhibit.columns).map(([name, cells]) => [
        name,
        told.has(name) ? cells.map((cell, i) => (cell ? long(String(cell), ['series', 'column', 'row'].includes(name) ? 0 : i) : cell)) : cells,
      ]),
    );
    const shown = textsOf({ ...exhibit, columns }).join(' ');
    const spoken = Object.entries(columns).flatMap(([name, cells]) => (told.has(name) ? cells.filter((cell) => cell) : []));
    const flat = (text: string): string => text.replaceAll(/\s+/g, '');
    expect(spoken.length).toBeGreaterThan(1);
    for (const cell of spoken) expect(flat(shown)).toContain(flat(String(cell)));
  });

  it('puts a dot where its value lies between the marks', () => {
    const dots = [...(svgOf(balance)?.querySelectorAll('circle') ?? [])].map((c) => Number(c.getAttribute('cx')));
    const lines = [...(svgOf(balance)?.querySelectorAll('[stroke-dasharray] line') ?? [])].map((l) => Number(l.getAttribute('x1')));
    const [low, high] = [Math.min(...lines), Math.max(...lines)];
    const values = balance.columns.value as readonly number[];
    for (const [i, x] of dots.entries()) expect(x).toBeCloseTo(low + ((values[i] + 0.1) / 0.2) * (high - low), 1);
  });

  it('names each line at its end and keeps the names apart', () => {
    const close: Exhibit = { ...days, columns: { x: ['mon', 'tue', 'mon', 'tue'], y: [0.5, 0.51, 0.5, 0.5101], series: ['a', 'a', 'b', 'b'] } };
    const names = [...(svgOf(close)?.querySelectorAll('text') ?? [])].filter((t) => /^[ab]$/.test(t.textContent ?? ''));
    const heights = names.map((t) => Number(/,([\d.]+)\)/.exec(t.getAttribute('transform') ?? '')?.[1]));
    expect(Math.abs(heights[0] - heights[1])).toBeGreaterThan(12);
    expect(textsOf(close)).toEqual(expect.arrayContaining(['mon', 'tue']));
  });

  it('breaks a line where its value is absent', () => {
    const broken: Exhibit = { ...days, columns: { x: [1, 2, 3, 4, 5], y: [1, 2, undefined, 3, 4] } };
    const path = svgOf(broken)?.querySelector('g[stroke-width="2"] path')?.getAttribute('d') ?? '';
    expect(path.match(/M/g)).toHaveLength(2);
  });
});

describe('an effect strip', () => {
  it('has zero in the middle whatever the effect', () => {
    for (const value of [-31, 0, 0.0412, 2000]) {
      const { document } = parseHTML(effectStrip({ value, pieces: [{ low: value - 1, high: value + 1 }], unit: 'ms', alt: 'a strip' }));
      const zero = [...document.querySelectorAll('text')].find((t) => t.textContent === '0');
      expect(zero?.getAttribute('transform')).toMatch(/^translate\(200,/);
    }
  });

  it('can share its axis with others', () => {
    const ticks = (value: number, edge?: number) => {
      const { document } = parseHTML(effectStrip({ value, pieces: [{ low: value - 1, high: value + 1 }], unit: 'ms', alt: 'a strip' }, edge));
      return [...document.querySelectorAll('text')].map((t) => t.textContent);
    };
    expect(ticks(3)).not.toEqual(ticks(30));
    expect(ticks(3, 35)).toEqual(ticks(30, 35));
  });

  it('ends an unbounded piece in an arrow', () => {
    const arrows = (pieces: Parameters<typeof effectStrip>[0]['pieces']) =>
      (effectStrip({ value: 1, pieces, unit: 'ms', alt: 'a strip' }).match(/rotate\(/g) ?? []).length;
    expect(arrows([{ low: 0.5, high: 2 }])).toBe(0);
    expect(arrows([{ high: -22 }, { low: 10 }])).toBe(2);
    expect(arrows([{}])).toBe(2);
  });
});
