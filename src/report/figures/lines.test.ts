import { expect, it } from 'vitest';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { linesFigure } from './lines.ts';

const xs = [-2, -1, 0, 1];
const placebos = ['cedar', 'dahlia', 'ember'];
const gaps: Exhibit = {
  id: 'gaps',
  title: 'Gaps',
  kind: 'lines',
  says: 'Gaps.',
  alt: 'Gaps.',
  columns: {
    x: [...placebos.flatMap(() => xs), ...xs],
    y: [...placebos.flatMap((_, i) => xs.map((x) => x * (i - 1))), ...xs.map((x) => 3 * x)],
    series: [...placebos.flatMap((name) => xs.map(() => name)), ...xs.map(() => 'treated')],
    is: [...placebos.flatMap(() => xs.map(() => 'beside')), ...xs.map(() => '')],
  },
  axes: { x: 'weeks since the launch', y: 'resolved', start: -0.5 },
};

it('names lines, and not those that they are seen against', () => {
  const svg = linesFigure(gaps);
  expect(svg).toContain('treated');
  for (const name of placebos) expect(svg).not.toContain(name);
  expect(svg.match(/stroke-width="0.75"/g) ?? []).not.toHaveLength(0);
});

it('says what it counts, and where a change came', () => {
  expect(linesFigure(gaps)).toContain('weeks since the launch');
  expect(linesFigure(gaps)).toContain('stroke-dasharray="3,3"');
  const { axes: _, ...plain } = gaps;
  expect(linesFigure(plain)).not.toContain('weeks since the launch');
  expect(linesFigure(plain)).not.toContain('stroke-dasharray');
});
