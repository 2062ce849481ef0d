import { describe, expect, it } from 'vitest';
import { dot } from '../../math/dot.ts';
import { householderQr } from '../../math/householder-qr.ts';
import { stream } from '../../math/random/stream.ts';
import { type Absorbed, absorb } from './absorb.ts';
import { absorber } from './absorber.ts';
import { type Codes, codesUpTo, levelGraph, levelsIn, redundantLevels } from './effects.ts';
import { fixedEffectsFit } from './fixed-effects-fit.ts';
import { singletons } from './singletons.ts';

const found = (...asked: Parameters<typeof absorb>): Absorbed => {
  const answer = absorb(...asked);
  if ('kind' in answer) throw new Error(JSON.stringify(answer));
  return answer;
};

const draws = (seed: number, n: number) => {
  const random = stream(seed);
  return {
    normal: (): Float64Array => Float64Array.from({ length: n }, () => random.normal()),
    codes: (levels: number): Codes => Int32Array.from({ length: n }, () => Math.floor(random.uniform() * levels)),
    positive: (): Float64Array => Float64Array.from({ length: n }, () => 0.3 + random.uniform()),
  };
};

/** What QR leaves of a column once the dummies of all levels are taken out. */
function byDummies(column: Float64Array, effects: readonly Codes[], weights?: Float64Array): Float64Array {
  const roots = Float64Array.from(column, (_, i) => Math.sqrt(weights?.[i] ?? 1));
  const dummies = effects.flatMap((codes) => Array.from({ length: codesUpTo(codes) }, (_, l) => roots.map((root, i) => (codes[i] === l ? root : 0))));
  const used = dummies.filter((dummy) => dummy.some((value) => value > 0));
  const left = column.map((value, i) => value * roots[i]);
  for (let twice = 0; twice < 2; twice++)
    for (const q of householderQr(used).q) {
      const along = dot(q, left);
      for (let i = 0; i < left.length; i++) left[i] -= along * q[i];
    }
  return left.map((value, i) => value / roots[i]);
}

const farthest = (a: Float64Array, b: Float64Array): number => a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

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

describe('singletons', () => {
  it('takes out rows alone in a level, and those that this leaves alone', () => {
    const { kept, count } = singletons([Int32Array.of(0, 0, 1, 1, 2, 2, 2), Int32Array.of(0, 1, 0, 1, 1, 1, 3)]);
    expect([...kept]).toEqual([1, 1, 1, 1, 1, 1, 0]);
    expect(count).toBe(1);
    expect([...singletons([Int32Array.of(0, 1, 1, 2, 2, 3), Int32Array.of(0, 0, 1, 1, 2, 2)]).kept]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('is what taking them out again and again comes to', () => {
    for (let seed = 0; seed < 25; seed++) {
      const { codes } = draws(seed, 30);
      const effects = [codes(15), codes(14), codes(9)];
      let rows = Array.from({ length: 30 }, (_, i) => i);
      for (let before = -1; before !== rows.length; ) {
        before = rows.length;
        const here = rows;
        rows = here.filter((i) => effects.every((own) => here.filter((j) => own[j] === own[i]).length > 1));
      }
      const { kept } = singletons(effects);
      expect(Array.from(kept.keys()).filter((i) => kept[i] === 1)).toEqual(rows);
    }
  });
});

describe('redundant levels', () => {
  it('are the components of the graph of two effects', () => {
    const [one, other] = [Int32Array.of(0, 0, 1, 2, 2, 3), Int32Array.of(0, 1, 1, 2, 3, 5)];
    expect([levelGraph(one, other).components, levelGraph(other, one).components, redundantLevels([one, other])]).toEqual([3, 3, 3]);
    const { labels } = levelGraph(one, other);
    expect(labels.map((own) => own.length)).toEqual([4, 6]);
    expect([labels[1][4], new Set([labels[0][0], labels[0][1], labels[1][0], labels[1][1]]).size, new Set(labels[0]).size]).toEqual([-1, 1, 3]);
  });

  it('leave the rank of the dummies', () => {
    for (let seed = 0; seed < 30; seed++) {
      const { codes } = draws(seed, 24);
      const effects = [codes(14), codes(12)];
      const dummies = effects.flatMap((own) =>
        Array.from({ length: codesUpTo(own) }, (_, l) => Float64Array.from(own, (code) => (code === l ? 1 : 0))).filter((d) => d.some((value) => value > 0)),
      );
      expect(levelsIn(effects[0]) + levelsIn(effects[1]) - redundantLevels(effects)).toBe(householderQr(dummies).kept.length);
    }
  });
});

describe('fixedEffectsFit', () => {
  it('gives the coefficients of the regression with dummies', () => {
    for (let seed = 0; seed < 10; seed++) {
      const { normal, codes } = draws(100 + seed, 50);
      const effects = [codes(8), codes(4)];
      const [outcome, ...regressors] = [normal(), normal(), normal()];
      const fit = fixedEffectsFit({ outcome, regressors, effects });
      if ('kind' in fit) throw new Error(fit.kind);
      const [y, a, b] = [outcome, ...regressors].map((column) => byDummies(column, effects));
      const [aa, ab, bb, ay, by] = [dot(a, a), dot(a, b), dot(b, b), dot(a, y), dot(b, y)];
      const expected = [(bb * ay - ab * by) / (aa * bb - ab * ab), (aa * by - ab * ay) / (aa * bb - ab * ab)];
      for (const [j, value] of expected.entries()) expect(Math.abs(fit.coefficients[j] - value)).toBeLessThan(1e-12);
    }
  });

  it('names regressors that effects explain and those that repeat others, with what they repeat', () => {
    const { normal, codes } = draws(9, 60);
    const effects = [codes(9), codes(5)];
    const [outcome, a, b] = [normal(), normal(), normal()];
    const ofUnit = Float64Array.from(effects[0], (unit) => 1e5 + 0.1 * unit);
    const constant = new Float64Array(60).fill(0.1);
    const sum = a.map((value, i) => 2 * value - b[i] + 1000 * ofUnit[i]);
    const fit = fixedEffectsFit({ outcome, regressors: [constant, a, ofUnit, b, sum], effects });
    expect(fit).toMatchObject({
      regressors: [1, 3],
      dropped: [
        { regressor: 0, reason: 'absorbed' },
        { regressor: 2, reason: 'absorbed' },
        { regressor: 4, reason: 'collinear', on: [1, 3] },
      ],
    });
    expect(fixedEffectsFit({ outcome, regressors: [ofUnit], effects })).toEqual({ kind: 'nothing-left', dropped: [{ regressor: 0, reason: 'absorbed' }] });
  });

  it('has nothing to fit with one row a unit, one unit, or one period for each', () => {
    const outcome = Float64Array.of(1, 2, 3);
    const regressors = [Float64Array.of(0, 1, 1)];
    const [apart, same] = [Int32Array.of(0, 1, 2), Int32Array.of(0, 0, 0)];
    expect(fixedEffectsFit({ outcome, regressors, effects: [apart, same] })).toEqual({ kind: 'no-rows' });
    expect(fixedEffectsFit({ outcome, regressors, effects: [same, apart] })).toEqual({ kind: 'no-rows' });
    expect(fixedEffectsFit({ outcome, regressors: [], effects: [same] })).toEqual({ kind: 'nothing-left', dropped: [] });
  });
});
