import { describe, expect, it } from 'vitest';
import { told } from '../../../../test/support/scored-rows-golden.ts';
import type { Piece } from '../../../estimate/estimate.ts';
import { stream } from '../../../math/random/stream.ts';
import { type ScoredRows, scoredRows } from '../scored-rows.ts';
import { armStatistics, hotellingOf } from './arm-statistics.ts';
import { assignmentsLike, randomizationPValues } from './assignments.ts';
import { shiftSet } from './shift-set.ts';
import { chooseWindow, largeSampleBalance, randomizedBalance, randomizedJointBalance } from './window-choice.ts';
import { windowDifference, windowJump, windowRatio } from './window-effect.ts';
import { rowsIn, windowsByRows, windowsByStep, windowsByValues } from './windows.ts';

const halves = (below: number, above: number): Uint8Array => Uint8Array.from({ length: below + above }, (_, i) => (i < below ? 0 : 1));
const normals = (seed: number, n: number): Float64Array => {
  const random = stream(seed);
  return Float64Array.from({ length: n }, () => random.normal());
};
const contains = (pieces: readonly Piece[], t: number): boolean => pieces.some(({ low = -Infinity, high = Infinity }) => low <= t && t <= high);

describe('assignments', () => {
  it('are all there, each once, with as many treated', () => {
    const seen = new Set<string>();
    const all = assignmentsLike(halves(4, 3), 5, stream(1));
    all.visit((treated) => seen.add(treated.join('')));
    expect(all).toMatchObject({ exact: true, count: 35 });
    expect(seen.size).toBe(35);
    for (const one of seen) expect([...one].filter((x) => x === '1').length).toBe(3);
  });

  it('are drawn where they are many, and the p-value of draws is near that of large samples and never zero', () => {
    const treated = halves(40, 40);
    const some = assignmentsLike(treated, 400, stream(2));
    expect(some).toMatchObject({ exact: false, count: 400 });
    const far = Float64Array.from(treated, (t, i) => 10 * t + i / 100);
    expect(randomizationPValues(treated, [armStatistics.difference(far)], some)).toEqual([1 / 401]);
    const values = normals(5, 80).map((x, i) => x + 0.3 * treated[i]);
    const many = assignmentsLike(treated, 4000, stream(3));
    const [drawn] = randomizationPValues(treated, [armStatistics.difference(values)], many);
    expect(drawn).toBeCloseTo(told(windowDifference(values, treated, 0.95)).pValue, 1);
  });

  it('give the same for the same seed', () => {
    const treated = halves(30, 20);
    const of = (seed: number) =>
      randomizationPValues(
        treated,
        [armStatistics['rank-sum'](normals(7, 50)), hotellingOf([normals(8, 50), normals(9, 50)])],
        assignmentsLike(treated, 200, stream(seed)),
      );
    expect(of(3)).toEqual(of(3));
  });
});

describe('the set of shifts', () => {
  it('holds exactly what the test of each shift does not reject, with and without full compliance', () => {
    const shapes = new Set<string>();
    for (let seed = 1; seed <= 40; seed++) {
      const [below, above] = [4 + (seed % 3), 5 + (seed % 2)];
      const treated = halves(below, above);
      const random = stream(seed);
      const taken = Float64Array.from(treated, (t) => (seed % 4 === 0 ? t : random.bernoulli(t === 1 ? 0.7 : 0.3)));
      const outcome = normals(seed + 100, below + above).map((x, i) => x + 2 * taken[i]);
      const all = assignmentsLike(treated, 1, stream(1));
      const pieces = shiftSet(outcome, taken, treated, all, 0.9);
      shapes.add(pieces.map(({ low, high }) => `${low === undefined ? '(' : '['}${high === undefined ? ')' : ']'}`).join(' '));
      for (let i = 1; i < 120; i++) {
        const c = Math.tan(-Math.PI / 2 + (Math.PI * i) / 120);
        const [p] = randomizationPValues(treated, [armStatistics.difference(outcome.map((y, k) => y - c * taken[k]))], all);
        expect(contains(pieces, c)).toBe(p > 0.1 + 1e-12);
      }
    }
    expect([...shapes]).toContain('[]');
    expect([...shapes].length).toBeGreaterThan(1);
  });

  it('of drawn assignments is around the difference', () => {
    const treated = halves(40, 50);
    const outcome = normals(11, 90).map((x, i) => x + 3 * treated[i]);
    const pieces = shiftSet(outcome, Float64Array.from(treated), treated, assignmentsLike(treated, 999, stream(4)), 0.95);
    const { interval } = told(windowDifference(outcome, treated, 0.95));
    expect(pieces.length).toBe(1);
    expect(pieces[0].low).toBeCloseTo(interval.low, 0);
    expect(pieces[0].high).toBeCloseTo(interval.high, 0);
  });
});

describe('windows', () => {
  const random = stream(21);
  const score = Float64Array.from({ length: 400 }, () => Math.round(200 * (2 * random.uniform() - 1)) / 200);
  const rows: ScoredRows = scoredRows(score, 0, [score.map((x) => x + 0.3 * random.normal()), score.map(() => random.normal())]);

  it('hold what they promise, and whole scores', () => {
    const byRows = windowsByRows(rows, { first: 12, more: 7, count: 20 });
    expect(byRows.length).toBe(20);
    let [l, r] = [0, 0];
    for (const [i, window] of byRows.entries()) {
      const { from, below, to } = rowsIn(rows, window);
      const least = i === 0 ? 12 : 7;
      expect(Math.min(below - from - l, to - below - r)).toBeGreaterThanOrEqual(least);
      [l, r] = [below - from, to - below];
      expect(score.filter((x) => Math.abs(x) <= window.below).length).toBe(to - from);
    }
    expect(windowsByRows(rows, { first: 1000, more: 1, count: 3 })).toEqual([]);
    expect(windowsByStep(rows, 0.1, 0.2, 50).length).toBeLessThanOrEqual(6);
    expect(windowsByValues(rows, 3)[1].below).toBeCloseTo(0.01, 10);
  });

  it('are chosen before the first that a covariate rejects', () => {
    const windows = windowsByRows(rows, { first: 12, more: 7, count: 20 });
    for (const balance of [largeSampleBalance('difference'), randomizedBalance('rank-sum', 200, stream(5)), randomizedJointBalance(200, stream(6))]) {
      const found = told(chooseWindow(rows, windows, balance, 0.15));
      const rejected = found.windows.findIndex(({ least }) => least!.pValue < 0.15);
      expect(found.chosen).toBe(rejected === 0 ? undefined : rejected - 1);
      expect(rejected).toBeGreaterThan(-1);
    }
    expect(chooseWindow(rows, [], largeSampleBalance('difference'), 0.15)).toEqual({ refused: 'no-windows' });
  });
});

describe('what a window cannot tell', () => {
  it('is refused with a reason', () => {
    const treated = halves(1, 5);
    expect(windowDifference(normals(1, 6), treated, 0.95)).toEqual({ refused: 'few-rows', side: 'below', rows: 1, least: 2 });
    expect(windowDifference(new Float64Array(6), halves(3, 3), 0.95)).toEqual({ refused: 'no-variance' });
    expect(windowJump(normals(1, 6), Float64Array.of(-1, -1, -1, 1, 2, 3), halves(3, 3), 0.95)).toEqual({ refused: 'full-leverage', side: 'below' });
    expect(windowRatio(normals(1, 6), new Float64Array(6), halves(3, 3), 0.95)).toEqual({ refused: 'no-first-stage' });
  });
});
