import { describe, expect, it } from 'vitest';
import { told } from '../../../../test/support/scored-rows-golden.ts';
import { stream } from '../../../math/random/stream.ts';
import { type Kernel, kernelWeight } from '../kernels.ts';
import { scoredRows } from '../scored-rows.ts';
import { countTests, countWindows } from './count-tests.ts';
import { densityCurve } from './density-curve.ts';
import { type DensityOptions, densityTest } from './density-test.ts';
import { type ScoreBar, scoreCounts } from './score-counts.ts';

const kernels = Object.keys(kernelWeight) as Kernel[];
const usual: DensityOptions = { model: 'unrestricted', kernel: 'triangular', variance: 'jackknife', degree: 2, width: 'combined', massPoints: true };
const all: readonly DensityOptions[] = (['unrestricted', 'restricted'] as const).flatMap((model) =>
  (['jackknife', 'plugin'] as const).flatMap((variance) => kernels.map((kernel) => ({ ...usual, model, variance, kernel }))),
);

function scores(seed: number, n = 900): Float64Array {
  const random = stream(seed);
  return Float64Array.from({ length: n }, () => random.normal() + 0.3);
}

describe('the density test', () => {
  it('does not ask in which unit the score is', () => {
    for (const options of all) {
      const score = scores(1);
      const plain = told(densityTest(scoredRows(score, 0, []), options));
      const other = told(
        densityTest(
          scoredRows(
            score.map((x) => 50 * x),
            0,
            [],
          ),
          options,
        ),
      );
      expect(other.statistic).toBeCloseTo(plain.statistic, 7);
      expect(50 * other.difference).toBeCloseTo(plain.difference, 7);
      expect(other.width.below).toBeCloseTo(50 * plain.width.below, 5);
    }
  });

  it('of a window given on both sides turns its sign in the mirror', () => {
    for (const model of ['unrestricted', 'restricted'] as const) {
      const score = scores(2);
      const options = { ...usual, model, variance: 'plugin', width: { below: 0.9, above: 0.9 } } as const;
      const [plain, mirrored] = [score, score.map((x) => -x)].map((x) => told(densityTest(scoredRows(x, 0, []), options)));
      expect(mirrored.statistic).toBeCloseTo(-plain.statistic, 8);
      expect(mirrored.below.density).toBeCloseTo(plain.above.density, 8);
    }
  });

  it('finds the density of even scores on both sides', () => {
    const score = Float64Array.from({ length: 2001 }, (_, i) => (i - 1000.5) / 1000);
    for (const model of ['unrestricted', 'restricted'] as const) {
      const { below, above } = told(densityTest(scoredRows(score, 0, []), { ...usual, model, width: { below: 0.5, above: 0.5 } }));
      expect(below.density).toBeCloseTo(0.5, 6);
      expect(above.density).toBeCloseTo(0.5, 6);
    }
  });

  it('is refused with a reason', () => {
    expect(densityTest(scoredRows(Float64Array.of(1, 2, 3), 0, []), usual)).toEqual({ refused: 'no-rows', side: 'below' });
    expect(densityTest(scoredRows(Float64Array.of(-1, -2, -3), 0, []), usual)).toEqual({ refused: 'no-rows', side: 'above' });
    const few = scoredRows(
      Float64Array.from({ length: 400 }, (_, i) => (i % 5) - 2),
      0,
      [],
    );
    expect(densityTest(few, usual)).toMatchObject({ refused: 'too-few-scores', least: 4 });
  });
});

describe('the curve of densities', () => {
  it('is that of even scores, and its interval is around it', () => {
    const score = Float64Array.from({ length: 2001 }, (_, i) => (i - 1000.5) / 1000);
    const { below, above } = densityCurve(scoredRows(score, 0, []), { below: 0.3, above: 0.3 }, { kernel: 'triangular', degree: 2, points: 10, level: 0.95 });
    expect(below.map(({ score: at }) => at)).toEqual(
      above
        .map(({ score: at }) => -at)
        .toReversed()
        .map((x) => expect.closeTo(x, 8)),
    );
    for (const { density, low, high } of [...below, ...above]) {
      expect(density).toBeCloseTo(0.5, 2);
      expect(low).toBeLessThan(density);
      expect(high).toBeGreaterThan(density);
    }
  });
});

describe('bars of scores', () => {
  const everything = { below: Infinity, above: Infinity };

  it('hold every row once, each on its side of the cutoff', () => {
    const rows = scoredRows(scores(5), 0, []);
    const { below, above, width } = scoreCounts(rows, everything);
    const sum = (bars: readonly ScoreBar[]): number => bars.reduce((total, bar) => total + bar.rows, 0);
    expect([sum(below), sum(above)]).toEqual([rows.below, rows.score.length - rows.below]);
    expect([below[below.length - 1].to, above[0].from]).toEqual([0, 0].map((zero) => expect.closeTo(zero, 12)));
    for (const { from, to, rows: count } of [...below, ...above]) {
      expect(to - from).toBeCloseTo(width, 10);
      expect(count).toBe(rows.score.filter((x) => x >= from && x < to).length);
    }
    expect(below.length + above.length).toBeGreaterThanOrEqual(20);
  });

  it('hold whole scores where these are rounded, however the cutoff was taken off', () => {
    const rounded = Float64Array.from({ length: 3_000 }, (_, i) => (i % 60) / 100);
    for (const cutoff of [0.29, 0.3, 0.1, 0.57]) {
      const { below, above, width } = scoreCounts(scoredRows(rounded, cutoff, []), everything);
      const each = Math.round(width * 100);
      expect(width).toBeCloseTo(each / 100, 9);
      const inner = [...below.slice(1), ...above.slice(0, -1)].map(({ rows }) => rows);
      expect(new Set(inner)).toEqual(new Set([50 * each]));
    }
  });

  it('are whole where the reach would cut them', () => {
    const rows = scoredRows(scores(7), 0, []);
    const { below, above, width } = scoreCounts(rows, { below: 1.13, above: 0.77 });
    expect([below.length, above.length]).toEqual([Math.floor(1.13 / width), Math.floor(0.77 / width)]);
    for (const { from, to, rows: count } of [...below, ...above]) expect(count).toBe(rows.score.filter((x) => x >= from && x < to).length);
  });

  it('are no more than a page holds, however far a score lies', () => {
    const far = Float64Array.from([...scores(6), 1e6]);
    const { below, above } = scoreCounts(scoredRows(far, 0, []), everything);
    expect(below.length + above.length).toBeLessThanOrEqual(101);
  });

  it('are one where all rows have one score', () => {
    expect(scoreCounts(scoredRows(Float64Array.of(0, 0), 0, []), everything)).toEqual({ width: 1, below: [], above: [{ from: 0, to: 1, rows: 2 }] });
  });
});

describe('counts next to the cutoff', () => {
  it('are of windows that grow', () => {
    const rows = scoredRows(scores(3), 0, []);
    const found = countTests(rows, countWindows(rows, { below: 0.6, above: 0.5 }));
    expect(found.length).toBe(10);
    expect(Math.min(found[0].below, found[0].above)).toBeGreaterThanOrEqual(20);
    for (const [i, { below, above, pValue }] of found.entries()) {
      if (i > 0) expect(below + above).toBeGreaterThanOrEqual(found[i - 1].below + found[i - 1].above);
      expect(pValue).toBeGreaterThan(0);
      expect(pValue).toBeLessThanOrEqual(1);
    }
  });
});
