import { describe, expect, it } from 'vitest';
import { type Random, stream } from '../../math/random/stream.ts';
import { curveAt, summedCurves } from './local-polynomial.ts';
import { type PlotSide, plotBins, plotDefaults, valueMeans } from './plot-bins.ts';
import type { Sides, ThresholdData } from './sides.ts';

function drawn(random: Random, rows: number): Pick<ThresholdData, 'score' | 'outcome'> {
  const score = Float64Array.from({ length: rows }, () => random.normal() + 0.001);
  return { score, outcome: score.map((x) => 5 + x + 0.5 * x ** 2 + (x >= 0 ? 2 : 0) + random.normal()) };
}

describe('the picture', () => {
  it('has no more bins than it may', () => {
    const { score, outcome } = drawn(stream(32), 700);
    const { below, above } = plotBins({ score, outcome }, { ...plotDefaults, mostBins: { below: 4, above: 4 } }) as Sides<PlotSide>;
    expect([below, above].map(({ count, mimicking }) => [count, mimicking > 4])).toEqual([
      [4, true],
      [4, true],
    ]);
  });

  it('of each value has the means of its rows, which are those of bins that hold one value each', () => {
    const score = Float64Array.from({ length: 400 }, (_, i) => (i % 8) - 4);
    const { outcome } = drawn(stream(33), 400);
    const { below, above } = valueMeans({ score, outcome }, 0.95);
    expect([...below, ...above].map(({ score: at }) => at)).toEqual([-4, -3, -2, -1, 0, 1, 2, 3]);
    for (const { score: at, outcome: mean, rows, interval } of [...below, ...above]) {
      const own = outcome.filter((_, i) => score[i] === at);
      expect(rows).toBe(own.length);
      expect(mean).toBeCloseTo(own.reduce((sum, y) => sum + y, 0) / rows, 12);
      expect(mean - interval![0]).toBeCloseTo(interval![1] - mean, 12);
    }
  });

  it.each(['es', 'qsmv', 'espr', 'qsmvpr'] as const)('has every row in one bin, by %s', (bins) => {
    const { score, outcome } = drawn(stream(31), 700);
    const { below, above } = plotBins({ score, outcome }, { ...plotDefaults, bins }) as Sides<PlotSide>;
    for (const side of [below, above]) {
      expect(side.bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(side.rows);
      for (const { from, to, score: at_, rows } of side.bins) expect(rows > 0 && at_ >= from && at_ <= to).toBe(true);
    }
    expect(below.rows + above.rows).toBe(700);
    const sum = [...below.bins, ...above.bins].reduce((total, { rows, outcome: mean }) => total + rows * mean, 0);
    expect(sum / 700).toBeCloseTo(outcome.reduce((total, y) => total + y, 0) / 700, 10);
  });
});

describe('the sum of curves', () => {
  it('is at every score the weighted sum of them, whatever their units and orders', () => {
    const curves = [
      { unit: 2, coefficients: Float64Array.of(1, -3, 0.5) },
      { unit: 0.1, coefficients: Float64Array.of(4, 0.25) },
    ];
    const sum = summedCurves(curves, [0.3, 0.7]);
    for (const x of [-1.5, 0, 0.04, 2]) expect(curveAt(sum, x)).toBeCloseTo(0.3 * curveAt(curves[0], x) + 0.7 * curveAt(curves[1], x), 10);
  });
});
