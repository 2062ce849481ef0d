import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import type { Proportion } from '../newcombe.ts';
import { type Null, scoreStatistic } from './score-statistic.ts';
import { exceeds, isExceeded } from './unconditional-test.ts';

type Counts = readonly [number, number, number, number];
interface Golden {
  readonly tolerance: { readonly relative: number; readonly barnard: number; readonly published: number };
  readonly cases: readonly {
    readonly counts: Counts;
    readonly measure: Null['measure'];
    readonly null: number;
    readonly beyond: number;
    readonly pValue: number;
  }[];
  readonly barnard: readonly { readonly counts: Counts; readonly pValue: number }[];
  readonly published: readonly { readonly counts: Counts; readonly margin: number; readonly pValue: number }[];
}
const golden: Golden = JSON.parse(readFileSync(new URL('../../../goldens/exact/unconditional.json', import.meta.url), 'utf8'));
const arms = ([e1, n1, e0, n0]: Counts): [Proportion, Proportion] => [
  { events: e1, n: n1 },
  { events: e0, n: n0 },
];

describe('the exact unconditional test', () => {
  it.each(golden.cases)('$counts against a $measure of $null, all but $beyond, by full enumeration', ({ counts, measure, null: value, beyond, pValue }) => {
    expect(Math.abs(exceeds(...arms(counts), { measure, value }, beyond) / pValue - 1)).toBeLessThan(golden.tolerance.relative);
  });

  it.each(golden.barnard)('$counts against no difference, by scipy', ({ counts, pValue }) => {
    expect(Math.abs(exceeds(...arms(counts), { measure: 'difference', value: 0 }, 0) / pValue - 1)).toBeLessThan(golden.tolerance.barnard);
  });

  it.each(golden.published)('$counts with a margin of $margin, as published', ({ counts, margin, pValue }) => {
    expect(Math.abs(exceeds(...arms(counts), { measure: 'difference', value: -margin }, 0) - pValue)).toBeLessThan(golden.tolerance.published);
  });

  it('is one when nothing happened, and no smaller than the chance that its range misses', () => {
    expect(exceeds({ events: 0, n: 20 }, { events: 0, n: 30 }, { measure: 'difference', value: 0 })).toBe(1);
    expect(exceeds({ events: 400, n: 400 }, { events: 0, n: 400 }, { measure: 'difference', value: -0.5 })).toBe(1e-6);
    expect(exceeds({ events: 9, n: 10 }, { events: 1, n: 10 }, { measure: 'difference', value: 0 }, 0.01)).toBeGreaterThan(0.01);
  });

  it('rejects where its p-value says so, at levels near it and far from it', () => {
    const random = stream(11);
    const integer = (most: number): number => Math.floor(random.uniform() * (most + 1));
    for (let i = 0; i < 60; i++) {
      const [n1, n0] = [5 + integer(60), 5 + integer(60)];
      const [treatment, control] = [
        { events: integer(Math.min(n1, 8)), n: n1 },
        { events: integer(n0), n: n0 },
      ];
      const at: Null = i % 2 === 0 ? { measure: 'difference', value: random.uniform() - 0.5 } : { measure: 'ratio', value: 0.2 + 2 * random.uniform() };
      const p = exceeds(treatment, control, at);
      for (const alpha of [0.05, Math.min(0.9, p * 1.02), p * 0.98]) {
        // It takes a smaller chance to miss where alpha is small.
        if (alpha < 1e-3) continue;
        expect(isExceeded(treatment, control, at, alpha), JSON.stringify({ treatment, control, at, alpha, p })).toBe(p <= alpha);
      }
    }
  });
});

it('the tables as high as any one are a staircase', () => {
  const [n1, n0] = [14, 19];
  const nulls: Null[] = [-0.6, -0.1, -0.01, 0, 0.05, 0.5].map((value) => ({ measure: 'difference', value }));
  nulls.push(...[0.05, 0.5, 0.99, 1, 1.5, 8].map((value): Null => ({ measure: 'ratio', value })));
  for (const at of nulls) {
    const t = (x1: number, x0: number): number => scoreStatistic({ events: x1, n: n1 }, { events: x0, n: n0 }, at);
    for (let x1 = 0; x1 <= n1; x1++)
      for (let x0 = 0; x0 <= n0; x0++) {
        if (x1 < n1) expect(t(x1 + 1, x0), `${at.measure} ${at.value}: ${x1} ${x0}`).toBeGreaterThanOrEqual(t(x1, x0) - 1e-9);
        if (x0 < n0) expect(t(x1, x0 + 1), `${at.measure} ${at.value}: ${x1} ${x0}`).toBeLessThanOrEqual(t(x1, x0) + 1e-9);
      }
  }
});
