import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { fitted } from '../../../test/report/exhibits.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { figureOf } from './figure-of.ts';

type Shape = NonNullable<ReturnType<ReturnType<typeof parseHTML>['document']['querySelector']>>;

const drawn = (exhibit: Exhibit) => parseHTML(figureOf(exhibit)).document;
const textsOf = (exhibit: Exhibit): readonly string[] => [...drawn(exhibit).querySelectorAll('text')].map((t) => t.textContent ?? '');
const attribute = (element: Shape, name: string): number => Number(element.getAttribute(name) ?? element.parentElement?.getAttribute(name));
const titled = (exhibit: Exhibit, shape: string): readonly Shape[] =>
  [...drawn(exhibit).querySelectorAll(shape)].filter((element) => element.querySelector('title') !== null);

/** From left to right. */
const dotsOf = (exhibit: Exhibit): readonly Shape[] => titled(exhibit, 'circle').toSorted((a, b) => attribute(a, 'cx') - attribute(b, 'cx'));

/** Only these rows. */
function only(exhibit: Exhibit, kinds: readonly string[], changes: Exhibit['columns'] = {}): Exhibit {
  const kept = exhibit.columns.is.map((is) => kinds.includes(String(is)));
  const columns = Object.fromEntries(Object.entries({ ...exhibit.columns, ...changes }).map(([name, cells]) => [name, cells.filter((_, i) => kept[i])]));
  return { ...exhibit, columns };
}

describe('what was fitted to bins', () => {
  it('is a dot a bin, the larger the more rows it holds, where its mean is', () => {
    const dots = dotsOf(only(fitted, ['point']));
    const [x, y, sizes] = ['cx', 'cy', 'r'].map((name) => dots.map((dot) => attribute(dot, name)));
    expect(dots).toHaveLength(5);
    expect(sizes[2]).toBe(4.5);
    expect(sizes[1] / sizes[2]).toBeCloseTo(Math.sqrt(400 / 420), 2);
    expect([sizes[0], sizes[4]]).toEqual([1.5, 1.5]);
    expect((x[1] - x[0]) / (x[4] - x[0])).toBeCloseTo((0.7 - 0.62) / (0.95 - 0.62), 2);
    expect((y[0] - y[2]) / (y[4] - y[2])).toBeCloseTo((61 - 58) / (61 - 53), 2);
  });

  it('has a mean with its interval and rows for a pointer', () => {
    const said = titled(fitted, 'circle').map((dot) => dot.querySelector('title')?.textContent?.replaceAll(/\s+/g, ' '));
    expect(said).toEqual(expect.arrayContaining(['0.72 to 0.8: +61.0 [+57.0, +65.0] 420', '0.9 to 1: 53 1', '0.8: 62']));
  });

  it('leaves the axis to intervals of bins that hold many rows, and cuts the others where it ends', () => {
    const uprights = [...drawn(fitted).querySelectorAll('g[stroke-opacity="0.35"] line')];
    const ends = uprights.map((line) => [attribute(line, 'y1'), attribute(line, 'y2')].sort((a, b) => a - b));
    const [cut, whole] = ends;
    expect(ends).toHaveLength(4);
    expect(cut[0]).toBeLessThan(whole[0]);
    expect(cut[1] - cut[0]).toBeCloseTo(250, 0);
    expect(whole[1] - whole[0]).toBeLessThan(200);
  });

  it('names two series on either side of the mark, or in words below where they have no room there', () => {
    const places = (exhibit: Exhibit) =>
      [...drawn(exhibit).querySelectorAll('text')]
        .filter((t) => ['assistant', 'without'].includes(t.textContent ?? ''))
        .map((t) => t.getAttribute('transform'));
    expect(places(fitted).every((place) => place?.startsWith('translate'))).toBe(true);
    const several = { ...fitted, marks: [...fitted.marks!, { at: 0.9, label: 'another' }] };
    expect(places(several)).toEqual([null, null]);
    const long = 'a name that does not fit into half of a figure, however it is turned and wherever the mark lies';
    const series = fitted.columns.series.map((name) => (name === 'without' ? long : name));
    const said = textsOf({ ...fitted, columns: { ...fitted.columns, series } });
    expect(said.join(' ').replaceAll(/\s/g, '')).toContain(long.replaceAll(/\s/g, ''));
  });

  it('says in its key only what is drawn', () => {
    const key = [
      'mean of a bin: the larger, the more rows',
      'its 95 % interval',
      'level that the effect is taken from',
      'polynomial through all, which decides nothing',
    ];
    expect(textsOf(fitted)).toEqual(expect.arrayContaining([...key, 'local fit, as far as it reaches']));
    const lines = textsOf(only(fitted, ['fit']));
    for (const words of key) expect(lines).not.toContain(words);
    expect(lines).toContain('local fit');
  });

  it('shades as far as the fit reaches', () => {
    const ground = drawn(fitted).querySelector('rect[fill-opacity="0.07"], g[fill-opacity="0.07"] rect')!;
    const dots = dotsOf(only(fitted, ['point', 'fit'])).map((dot) => attribute(dot, 'cx'));
    const perUnit = (dots[4] - dots[0]) / (0.95 - 0.62);
    expect(attribute(ground, 'width')).toBeCloseTo(perUnit * (0.92 - 0.68), 0);
  });

  it('stands bars on zero', () => {
    const columns = { is: ['bar', 'bar', 'bar'], x: [0.5, 1.5, 2.5], y: [10, 40, 20], from: [0, 1, 2], to: [1, 2, 3] };
    const bars = titled({ ...fitted, columns, marks: [] }, 'rect');
    const heights = bars.map((bar) => attribute(bar, 'height'));
    expect(heights[0] / heights[1]).toBeCloseTo(0.25, 2);
    expect(new Set(bars.map((bar) => Math.round(attribute(bar, 'y') + attribute(bar, 'height')))).size).toBe(1);
  });
});
