import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { randomGraph } from '../../../../test/support/random-graph.ts';
import { runs } from '../../../../test/support/runs.ts';
import type { Exhibit } from '../../../estimate/exhibit.ts';
import { parseGraph } from '../../../index.ts';
import { graphFigure } from './graph.ts';

type Drawn = ReturnType<typeof parseGraph>;

const exhibitOf = ({ edges, common, nodes }: Drawn, part: (node: string) => string = () => 'column'): Exhibit => {
  const joined = new Set([...edges, ...common].flat());
  const rows = [
    ...edges.map(([a, b]) => [a, '→', b] as const),
    ...common.map(([a, b]) => [a, '↔', b] as const),
    ...nodes.filter((n) => !joined.has(n)).map((n) => [n, undefined, undefined] as const),
  ];
  const [from, arrow, to] = [rows.map((r) => r[0]), rows.map((r) => r[1]), rows.map((r) => r[2])];
  const columns = { from, 'from is': from.map(part), arrow, to, 'to is': to.map((n) => (n === undefined ? undefined : part(n))) };
  return { id: 'graph', kind: 'graph', title: 'Graph', says: 'A graph.', alt: 'A graph.', columns };
};

function partsOf(exhibit: Exhibit) {
  const { document } = parseHTML(`<!doctype html><html><body>${graphFigure(exhibit)}</body></html>`);
  const numbers = (element: { getAttribute(name: string): string | null }, names: readonly string[]): readonly number[] =>
    names.map((name) => Number(element.getAttribute(name)));
  const svg = document.querySelector('svg')!;
  const boxes = [...svg.querySelectorAll('rect')].map((rect) => {
    const [x, y, width, height] = numbers(rect, ['x', 'y', 'width', 'height']);
    return { left: x, right: x + width, top: y, bottom: y + height };
  });
  const ways = [...svg.querySelectorAll('path[fill="none"], g[fill="none"] path')].map((path) => path.getAttribute('d') ?? '');
  const texts = [...svg.querySelectorAll('text')].map((text) => text.textContent ?? '');
  const [width, height] = (svg.getAttribute('viewBox') ?? '').split(' ').slice(2).map(Number);
  return { boxes, ways, texts, width, height };
}

/** Points on the way: ends of its pieces, and the middles of its curves. */
function pointsOn(way: string): readonly (readonly [number, number])[] {
  const points: (readonly [number, number])[] = [];
  for (const [, command, text] of way.matchAll(/([MLC])([^MLC]*)/g)) {
    const numbers = text.split(/[ ,]+/).filter(Boolean).map(Number);
    const before = points.at(-1);
    if (command === 'C' && before) {
      const [x1, y1, x2, y2, x3, y3] = numbers;
      for (const t of [0.1, 0.25, 0.5, 0.75, 0.9, 1]) {
        const mix = (a: number, b: number, c: number, d: number): number => (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d;
        points.push([mix(before[0], x1, x2, x3), mix(before[1], y1, y2, y3)]);
      }
    } else points.push([numbers[0], numbers[1]]);
  }
  return points;
}

describe('the figure of a graph', () => {
  it('draws boxes that do not overlap, inside the canvas, and no arrow through any of them', () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const { boxes, ways, width, height } = partsOf(exhibitOf(graph));
        const outside = boxes.filter((a) => !(a.left >= 0 && a.top >= 0 && a.right <= width && a.bottom <= height));
        const overlap = boxes.filter((a, i) => boxes.slice(i + 1).some((b) => a.right > b.left && b.right > a.left && a.bottom > b.top && b.bottom > a.top));
        expect([outside, overlap]).toEqual([[], []]);
        expect(ways.length).toBe(graph.edges.length + graph.common.length === 0 ? 0 : ways.length || -1);
        const within = ways
          .flatMap(pointsOn)
          .filter(([x, y]) => boxes.some((b) => x > b.left + 0.5 && x < b.right - 0.5 && y > b.top + 0.5 && y < b.bottom - 0.5));
        expect(within).toEqual([]);
      }),
      runs(100),
    );
  });

  it('puts nodes of one part with the same arrows into one box', () => {
    const { boxes, texts } = partsOf(exhibitOf(parseGraph('{a b c} -> used -> {y z}; w'), (node) => (node === 'b' ? 'segment' : 'covariate')));
    expect(boxes).toHaveLength(5);
    expect(texts).toEqual(expect.arrayContaining(['a', 'b', 'c', 'used', 'y', 'z', 'w', 'segment', 'covariate']));
  });

  it('counts the names that a box has no room for, and breaks those that are too long', () => {
    const { texts } = partsOf(exhibitOf(parseGraph(`{${Array.from({ length: 9 }, (_, i) => `x${i}`).join(' ')}} -> ${'y'.repeat(80)}`)));
    expect(texts).toContain('and 3 more');
    expect(texts.filter((t) => /^y+$/.test(t)).join('')).toBe('y'.repeat(80));
  });

  it('lets a row that is too wide spill over into the next', () => {
    const wide = Array.from({ length: 12 }, (_, i) => `an_outcome_of_some_length_${i}`);
    const { boxes, width } = partsOf(exhibitOf(parseGraph(`a -> {${wide.join(' ')}}`), (node) => node));
    expect(width).toBe(480);
    expect(new Set(boxes.map(({ top }) => top)).size).toBeGreaterThan(4);
  });

  it('draws data that go in a circle, and a large graph in a moment', () => {
    const columns = { from: ['a', 'b', 'c'], to: ['b', 'c', 'a'] };
    expect(graphFigure({ ...exhibitOf(parseGraph('a')), columns })).not.toMatch(/NaN|Infinity/);
    const started = performance.now();
    const nodes = Array.from({ length: 200 }, (_, i) => `n${i}`);
    const text = nodes.flatMap((n, i) => (i === 0 ? [] : [`n${(i * 7) % i} -> ${n}`, `n${Math.floor(i / 3)} -> ${n}`, `n${i - 1} -> ${n}`])).join('\n');
    expect(graphFigure(exhibitOf(parseGraph(text)))).not.toMatch(/NaN|Infinity/);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
