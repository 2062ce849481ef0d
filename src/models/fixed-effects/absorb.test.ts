import { describe, expect, it } from 'vitest';
import { byDummies, draws, farthest } from '../../../test/support/dummies.ts';
import { type Absorbed, absorb } from './absorb.ts';
import { absorber } from './absorber.ts';
import { codesUpTo } from './effects.ts';

const found = (...asked: Parameters<typeof absorb>): Absorbed => {
  const answer = absorb(...asked);
  if ('kind' in answer) throw new Error(JSON.stringify(answer));
  return answer;
};

describe('absorb', () => {
  it.each([1, 2, 3])('takes out what dummies of %i effects explain, weighted or not', (count) => {
    for (let seed = 0; seed < 5; seed++) {
      const { normal, codes, positive } = draws(seed, 40);
      const effects = [codes(9), codes(5), codes(3)].slice(0, count);
      const columns = [normal(), normal(), normal()];
      for (const weights of [undefined, positive()]) {
        const { columns: left } = found({ columns, effects, weights });
        for (const [c, column] of columns.entries()) expect(farthest(left[c], byDummies(column, effects, weights))).toBeLessThan(1e-12);
      }
    }
  });

  it('is the closed form on a balanced panel', () => {
    const [units, periods] = [7, 5];
    const [column] = [draws(3, units * periods).normal()];
    const unit = Int32Array.from(column, (_, i) => Math.floor(i / periods));
    const period = Int32Array.from(column, (_, i) => i % periods);
    const mean = (keep: (i: number) => boolean): number => {
      const own = column.filter((_, i) => keep(i));
      return own.reduce((a, b) => a + b, 0) / own.length;
    };
    const expected = column.map((value, i) => value - mean((j) => unit[j] === unit[i]) - mean((j) => period[j] === period[i]) + mean(() => true));
    expect(farthest(found({ columns: [column], effects: [unit, period] }).columns[0], expected)).toBeLessThan(1e-14);
  });

  it.each([2, 3])('converges to a projection where %i effects have too many levels to be factored', (count) => {
    const { normal, codes, positive } = draws(11, 4000);
    const effects = [codes(900), codes(700), codes(40)].slice(0, count);
    const columns = [normal(), normal(), normal()];
    const weights = positive();
    const { columns: left, iterations, achieved } = found({ columns, effects, weights });
    expect(iterations).toBeGreaterThan(0);
    expect(achieved).toBeLessThan(1e-10);
    const taken = columns.map((column, c) => column.map((value, i) => value - left[c][i]));
    for (const rest of found({ columns: taken, effects, weights }).columns) expect(Math.max(...rest.map(Math.abs))).toBeLessThan(1e-9);
    for (const codes of effects) {
      const sums = new Float64Array(codesUpTo(codes));
      for (const [i, level] of codes.entries()) sums[level] += weights[i] * left[0][i];
      expect(Math.max(...sums.map(Math.abs))).toBeLessThan(1e-9);
    }
  });

  it('says what it achieved where iterations end too early', () => {
    // A chain: each unit has two rows in a level and two in the next.
    const n = 4 * 600;
    const effects = [Int32Array.from({ length: n }, (_, i) => i >> 2), Int32Array.from({ length: n }, (_, i) => (i + 2) >> 2)];
    const columns = [draws(5, n).normal()];
    const answer = absorb({ columns, effects, maxIterations: 5 });
    expect(answer).toMatchObject({ kind: 'not-converged', iterations: 5, tolerance: 1e-10 });
    expect('achieved' in answer && answer.achieved).toBeGreaterThan(1e-10);
    expect(found({ columns, effects }).iterations).toBeGreaterThan(100);
  });

  it('leaves what it was given as it was, and takes levels without rows', () => {
    const column = Float64Array.of(1, 2, 4, 8);
    const [effect, other] = [Int32Array.of(0, 0, 7, 7), Int32Array.of(5, 9, 5, 9)];
    const { columns } = found({ columns: [column], effects: [effect, other] });
    expect([...column]).toEqual([1, 2, 4, 8]);
    for (const [i, value] of [0.75, -0.75, -0.75, 0.75].entries()) expect(columns[0][i]).toBeCloseTo(value, 14);
  });

  it('takes out a constant of each unit, however large, and one of each period', () => {
    const { normal, codes } = draws(8, 300);
    const [unit, period, column] = [codes(40), codes(6), normal()];
    const moved = column.map((value, i) => value + 1e6 * unit[i] - 3e5 * period[i] ** 2);
    const [plain, far] = [column, moved].map((one) => found({ columns: [one], effects: [unit, period] }).columns[0]);
    expect(farthest(plain, far)).toBeLessThan(1e-8);
  });

  it.each([
    [
      { columns: [Float64Array.of(1, Number.NaN)], effects: [Int32Array.of(0, 1)] },
      { input: 'column', index: 0, problem: 'not-finite', rows: 1 },
    ],
    [
      { columns: [Float64Array.of(1, 2)], effects: [Int32Array.of(0, -1)] },
      { input: 'effect', index: 0, problem: 'negative-code', rows: 1 },
    ],
    [
      { columns: [Float64Array.of(1, 2)], effects: [Int32Array.of(0)] },
      { input: 'effect', index: 0, problem: 'length', rows: 1 },
    ],
    [
      { columns: [Float64Array.of(1, 2)], effects: [Int32Array.of(0, 0)], weights: Float64Array.of(1, 0) },
      { input: 'weights', index: 0, problem: 'not-positive', rows: 1 },
    ],
  ])('says which array cannot be used, and why', (asked, expected) => {
    expect(absorb(asked)).toEqual({ kind: 'unusable', ...expected });
  });

  it('has nothing to take out of no rows', () => {
    expect(absorb({ columns: [new Float64Array(0)], effects: [new Int32Array(0)] })).toEqual({ kind: 'no-rows' });
  });
});

describe('absorber', () => {
  it.each([
    [60, [9, 5, 3]],
    [4000, [900, 700]],
  ])('finds the effects that columns of %i rows have, and sums of effects with given sums', (n, sizes) => {
    const { normal, codes, positive } = draws(21, n);
    const effects = sizes.map(codes);
    const weights = positive();
    const ready = absorber(effects, weights);
    const parts = effects.map((_, e) => Float64Array.from({ length: sizes[e] }, (__, l) => Math.sin(1 + l + 10 * e)));
    const whole = Float64Array.from({ length: n }, (_, i) => effects.reduce((sum, own, e) => sum + parts[e][own[i]], 0));
    const own = ready.effectsOf(whole);
    if ('kind' in own) throw new Error(own.kind);
    const sum = Float64Array.from({ length: n }, (_, i) => effects.reduce((all, level, e) => all + own[e][level[i]], 0));
    expect(farthest(sum, whole)).toBeLessThan(1e-8);
    const column = normal();
    const sums = effects.map((level, e) => {
      const by = new Float64Array(sizes[e]);
      for (const [i, l] of level.entries()) by[l] += weights[i] * column[i];
      return by;
    });
    const projection = ready.withSums(sums);
    if (!(projection instanceof Float64Array)) throw new Error(projection.kind);
    const [left] = found({ columns: [column], effects, weights }).columns;
    expect(
      farthest(
        column.map((value, i) => value - left[i]),
        projection,
      ),
    ).toBeLessThan(1e-8);
  });
});
