import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectEstimate } from '../../test/support/agree.ts';
import { normalQuantile } from '../math/distributions/normal.ts';
import { newcombe, newcombeRatio, type Proportion, wilson } from './newcombe.ts';

const golden = JSON.parse(readFileSync(new URL('../../goldens/inference/inference.json', import.meta.url), 'utf8'));
const tolerance: number = golden.tolerance.relative;
type Counts = readonly [number, number, number, number];
type Ends = readonly [number, number | null];
const arms = ([e1, n1, e0, n0]: Counts): [Proportion, Proportion] => [
  { events: e1, n: n1 },
  { events: e0, n: n0 },
];

function expectEnds(found: { readonly low?: number; readonly high?: number }, [low, high]: Ends, scale: number): void {
  expectEstimate(found.low!, low, scale, tolerance, 'lower limit');
  expect(found.high === undefined).toBe(high === null);
  if (high !== null) expectEstimate(found.high!, high, scale, tolerance, 'upper limit');
}

describe('wilson', () => {
  it.each(golden.wilson as { events: number; n: number; level: number; interval: Ends }[])(
    '$events of $n at level $level',
    ({ events, n, level, interval }) => {
      expectEnds(wilson({ events, n }, normalQuantile((1 + level) / 2)), interval, 1 / n);
    },
  );
});

describe('newcombe', () => {
  it.each(golden.newcombe as { counts: Counts; level: number; interval: Ends }[])('$counts at level $level, by statsmodels', ({ counts, level, interval }) => {
    expectEnds(newcombe(...arms(counts), level), interval, 1 / counts[1]);
  });
});

it('keeps the share within its limits and the difference within one, also where rounding says otherwise', () => {
  for (let n = 1; n <= 60; n++) {
    for (const level of [0.5, 0.95, 0.9999]) {
      expect(wilson({ events: n, n }, normalQuantile((1 + level) / 2)).high).toBe(1);
      expect(newcombe({ events: n, n }, { events: 0, n }, level).high).toBe(1);
      expect(newcombe({ events: 0, n }, { events: n, n }, level).low).toBe(-1);
    }
  }
});

describe('newcombeRatio', () => {
  it.each(golden.newcombeRatio as { counts: Counts; level: number; interval: Ends }[])(
    '$counts at level $level, by inversion',
    ({ counts, level, interval }) => {
      expectEnds(newcombeRatio(...arms(counts), level), interval, 1e-3);
    },
  );

  it('excludes one when the difference excludes zero', () => {
    for (let events = 1; events < 60; events += 2) {
      for (const level of [0.8, 0.95]) {
        const pair = arms([events, 400, 20, 500]);
        const [difference, ratio] = [newcombe(...pair, level), newcombeRatio(...pair, level)];
        expect(ratio.low > 1).toBe(difference.low > 0);
        expect(ratio.high! < 1).toBe(difference.high < 0);
      }
    }
  });
});
