import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { cells, eventStudy, timing } from '../../../test/report/exhibits.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { figureOf, isDrawn } from './figure-of.ts';

type Found = ReturnType<typeof parseHTML>['document'];

const drawn = (exhibit: Exhibit): Found => parseHTML(figureOf(exhibit)).document;
const textsOf = (document: Found): readonly string[] => [...document.querySelectorAll('text')].map((t) => t.textContent ?? '');
const numbersOf = (document: Found, selector: string, name: string): readonly number[] =>
  [...document.querySelectorAll(selector)].map((element) => Number(element.getAttribute(name)));

/** Where a mark stands that Plot has moved into place. */
function placesOf(document: Found, selector: string): readonly (readonly [x: number, y: number])[] {
  return [...document.querySelectorAll(selector)].map((element) => {
    const [, x, y] = /translate\(([-\d.]+),([-\d.]+)\)/.exec(element.getAttribute('transform') ?? '') ?? [];
    return [Number(x ?? element.getAttribute('cx')), Number(y ?? element.getAttribute('cy'))];
  });
}

const since = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** An event study over so many periods before and after. */
function long(before: number, after: number): Exhibit {
  const at = since(-before, after);
  const columns = { since: at, value: at.map((t) => (t < 0 ? 0 : t)), low: at.map((t) => t - 1), high: at.map((t) => t + 1), units: at.map(() => 12_345) };
  return { ...eventStudy, columns };
}

describe('an event study', () => {
  const document = drawn(eventStudy);

  it('tells periods from the start on by circles, those before by squares, and leaves the reference hollow at zero', () => {
    const filled = placesOf(document, 'g[aria-label] circle, circle').filter(([, y]) => y < 280);
    expect(filled.length).toBe(4);
    expect(document.querySelectorAll('path[transform]')).toHaveLength(2);
    const [reference] = [...document.querySelectorAll('circle')].filter((c) => c.querySelector('title')?.textContent === '-1: reference');
    expect(reference.parentElement?.getAttribute('fill') ?? reference.getAttribute('fill')).toContain('--paper');
    const zero = [...document.querySelectorAll('g[stroke="currentColor"] line, line[stroke="currentColor"]')].map((l) => Number(l.getAttribute('y1')));
    expect(zero).toContain(Number(reference.getAttribute('cy')));
  });

  it('draws each interval thick and the band for all together thin, where they lie', () => {
    const lengths = [...document.querySelectorAll('line')]
      .filter((l) => l.getAttribute('x1') === l.getAttribute('x2') && l.getAttribute('stroke'))
      .map((l) => ({ width: l.parentElement?.getAttribute('stroke-width'), length: Math.abs(Number(l.getAttribute('y2')) - Number(l.getAttribute('y1'))) }));
    const drawnAs = lengths.filter(({ length, width }) => width !== null && length > 13);
    const widths = [...new Set(drawnAs.map(({ width }) => Number(width)))].sort((a, b) => a - b);
    const [thin, thick] = widths.map((one) => drawnAs.filter(({ width }) => Number(width) === one).map(({ length }) => length));
    expect(thin).toHaveLength(5);
    expect(thick).toHaveLength(5);
    const { columns } = eventStudy;
    const spans = (low: string, high: string) => columns[low].flatMap((end, i) => (end === undefined ? [] : [(columns[high][i] as number) - (end as number)]));
    const scale = thin[0] / spans('band low', 'band high')[0];
    for (const [i, span] of spans('band low', 'band high').entries()) expect(thin[i] / scale).toBeCloseTo(span, 1);
    for (const [i, span] of spans('low', 'high').entries()) expect(thick[i] / scale).toBeCloseTo(span, 1);
  });

  it('marks the start with a dashed line between the last period before it and the first', () => {
    const [x] = numbersOf(document, '[stroke-dasharray] line, line[stroke-dasharray]', 'x1');
    const label = (text: string) => [...document.querySelectorAll('text')].findLast((t) => t.textContent === text)?.getAttribute('transform') ?? '';
    const at = (text: string) => Number(/translate\(([-\d.]+)/.exec(label(text))?.[1]);
    expect(x).toBeCloseTo((at('-1') + 0.5 * (at('1') - at('-1')) + at('-1')) / 2, 0);
  });

  it('says in words what its signs are, with the confidence, and counts units below', () => {
    expect(textsOf(document)).toEqual(
      expect.arrayContaining(['from the start on', 'before it', 'what all are compared with', 'thick: 95 % for itself', 'thin: 95 % for all together']),
    );
    expect(textsOf(document)).toEqual(expect.arrayContaining(['units', '137', '1,740', '990', 'weeks since the start', 'start']));
  });

  it('says nothing of what it does not hold', () => {
    const { level: _, columns, ...rest } = eventStudy;
    const after = since(0, 2).map((t) => columns.since.indexOf(t));
    const only = Object.fromEntries(['since', 'value'].map((name) => [name, after.map((i) => columns[name][i])]));
    const texts = textsOf(drawn({ ...rest, columns: only }));
    expect(texts).not.toContain('before it');
    expect(texts.join(' ')).not.toMatch(/thick|thin|compared|units/);
  });

  it.each([
    [3, 3],
    [12, 12],
    [30, 29],
    [200, 199],
  ])('keeps labels apart with %i periods before and %i after, zero among them', (before, after) => {
    const document = drawn(long(before, after));
    const counts = [...document.querySelectorAll('text')].filter((t) => t.textContent === '12,345');
    const xs = counts.map((t) => Number(/translate\(([-\d.]+)/.exec(t.getAttribute('transform') ?? '')?.[1]));
    expect(xs.length).toBeGreaterThan(3);
    for (const [i, x] of xs.slice(1).entries()) expect(x - xs[i]).toBeGreaterThan(36);
    expect(textsOf(document)).toContain('0');
  });
});

describe('a matrix of effects', () => {
  const document = drawn(cells);
  const fills = [...document.querySelectorAll('g:first-of-type > rect')];

  it('has a number in each cell, and the interval behind it', () => {
    expect(textsOf(document)).toEqual(expect.arrayContaining(['+0.06', '+0.41', '+0.93', '-0.02', '-0.41', '2026-03']));
    const titles = [...document.querySelectorAll('title')].map((t) => t.textContent?.replaceAll(/\s+/g, ' '));
    expect(titles).toContain('2026-04, 2026-04: -0.41 [-0.90, +0.08]');
    expect(titles).toContain('2026-04, 2026-03: reference');
  });

  it('fills cells from the start on alone, the more the farther from zero, by the side of zero', () => {
    expect(fills).toHaveLength(3);
    const [left, top] = ['x', 'y'].map((name) => fills.map((r) => Number(r.getAttribute(name))));
    expect([left[1] > left[0], left[2] === left[1], top[1] === top[0], top[2] > top[1]]).toEqual([true, true, true, true]);
    const opacity = fills.map((r) => Number(r.getAttribute('fill-opacity')));
    expect(opacity[1]).toBe(0.5);
    expect(opacity[0]).toBeCloseTo(0.06 + (0.44 * 0.41) / 0.93, 2);
    expect(opacity[2]).toBe(opacity[0]);
    expect(fills.map((r) => /--\w+/.exec(r.getAttribute('fill') ?? '')?.[0])).toEqual(['--effect', '--effect', '--caution']);
  });

  it('steps down where the treatment starts', () => {
    const path = document.querySelector('path[stroke-width="2.5"], g[stroke-width="2.5"] path')?.getAttribute('d') ?? '';
    const [first, , , last] = [...path.matchAll(/[ML]([\d.]+),/g)].map(([, x]) => Number(x));
    expect(first).toBeCloseTo(Number(fills[0].getAttribute('x')) - 0.5, 1);
    expect(last).toBeCloseTo(Number(fills[2].getAttribute('x')) - 0.5, 1);
  });

  it('is a table without those columns, and when it is too broad to be read', () => {
    expect(isDrawn({ ...cells, columns: { a: [1], b: [2] } })).toBe(false);
    const broad = (n: number): Exhibit => {
      const columns = { row: Array(n).fill('a'), column: since(1, n).map(String), value: since(1, n), since: since(0, n - 1) };
      return { ...cells, columns };
    };
    expect([isDrawn(broad(24)), isDrawn(broad(25))]).toEqual([true, false]);
    expect(figureOf(broad(25))).toMatch(/^<table/);
  });

  it('grows with its columns and keeps every name, upright where they are long', () => {
    const weeks = since(1, 20).map((i) => `week of 2026-01-${String(i).padStart(2, '0')}`);
    const value = since(1, 20).map((i) => 1000 + i);
    const figure = drawn({ ...cells, columns: { row: weeks.map(() => weeks[5]), column: weeks, value, low: value, high: value, since: since(-5, 14) } });
    expect(Number(figure.querySelector('svg')?.getAttribute('width'))).toBeGreaterThan(480);
    const texts = textsOf(figure);
    expect(texts.filter((text) => text === 'week of')).toHaveLength(1);
    for (const week of weeks) expect(texts).toContain(week.replace('week of ', ''));
  });
});

describe('who was reached when', () => {
  it('is pale until it was reached and filled from then on', () => {
    const bars = [...drawn(timing).querySelectorAll('g[fill] rect, rect[fill]')].slice(0, 6);
    const widths = bars.map((bar) => Number(bar.getAttribute('width')));
    const whole = widths[2];
    for (const [i, share] of [0.5, 0.75, 1, 0.5, 0.25, 0].entries()) expect(widths[i] / whole).toBeCloseTo(share, 2);
  });

  it('names rows and periods, and counts', () => {
    expect(textsOf(drawn(timing))).toEqual(
      expect.arrayContaining(['2026-03', 'not reached', '37', '1,062', '126', 'units', 'reached', '2026-01', 'month', 'not reached yet']),
    );
  });

  it('names only as many periods as have room', () => {
    const marks = since(0, 399).map((at) => ({ at, label: `week of 2026-${at}` }));
    const texts = textsOf(drawn({ ...timing, marks }));
    const named = texts.filter((text) => /^2026-\d+$/.test(text) && !timing.columns.row.includes(text));
    expect(named.length).toBeGreaterThan(2);
    expect(named.length).toBeLessThan(12);
  });
});
