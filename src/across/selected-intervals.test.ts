import { describe, expect, it } from 'vitest';
import { answerOf, waldEstimate } from '../../test/support/wald-estimate.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { normalQuantile } from '../math/distributions/normal.ts';
import { stream } from '../math/random/stream.ts';
import { all } from '../relation/asking.ts';
import { adjustedBy } from './adjusted-by.ts';
import { type AskAt, withSelectedIntervals } from './selected-intervals.ts';

const never: AskAt = () => {
  throw new Error('Wald intervals are not asked for again.');
};

/** A family of estimates with a standard error of one, as it comes from an answer whose intervals hold together. */
function familyOf(values: readonly number[]): readonly Estimate[] {
  const alone = values.map((value, i) => ({ ...waldEstimate({ value }), id: `e${i}` }));
  const adjusted = adjustedBy(
    'f',
    alone.map(({ test }) => test!.pValue),
    alone.map(() => 1),
  );
  return alone.map((e, i) => ({ ...e, pointwise: e.interval, adjusted: adjusted[i] }));
}

const intervals = (values: readonly number[], askAt = never, change: (e: Estimate) => Estimate = (e) => e) =>
  [...answerOf(withSelectedIntervals([familyOf(values).map(change)], 0.95, askAt)).values()].map(
    ({ id, adjusted }) => [id, adjusted!.find(({ interval }) => interval)?.interval] as const,
  );

describe('intervals of what Benjamini-Hochberg selects', () => {
  it('have the level 1 - q R / m, by the standard error, and say what they are', () => {
    const half = normalQuantile(1 - (0.05 * 2) / 5 / 2);
    expect(intervals([3.5, 0.2, -0.4, 3, 1])).toEqual([
      [
        'e0',
        {
          pieces: [{ low: expect.closeTo(3.5 - half, 10), high: expect.closeTo(3.5 + half, 10) }],
          level: 0.95,
          side: 'two-sided',
          kind: 'false-coverage',
          reference: { kind: 'normal' },
        },
      ],
      ['e3', expect.objectContaining({ pieces: [{ low: expect.closeTo(3 - half, 10), high: expect.closeTo(3 + half, 10) }] })],
    ]);
  });

  it('are those of each alone where all are selected, and none where none is', () => {
    expect(intervals([4, 5])[0][1]!.pieces[0].low).toBeCloseTo(4 - normalQuantile(0.975), 10);
    expect(intervals([0, 1])).toEqual([]);
  });

  it('are asked for again where they are no Wald intervals', () => {
    const asked: number[] = [];
    const askAt: AskAt = function* (level) {
      asked.push(level);
      yield* all([]);
      return new Map([['e0', { ...waldEstimate({ value: 4 }).interval, level, pieces: [{ low: 1, high: 9 }] }]]);
    };
    const skewed = (e: Estimate): Estimate => ({ ...e, pointwise: { ...e.pointwise!, pieces: [{ low: e.value - 1, high: e.value + 3 }] } });
    expect(intervals([4, 0], askAt, skewed)).toEqual([['e0', expect.objectContaining({ pieces: [{ low: 1, high: 9 }], level: 0.95, kind: 'false-coverage' })]]);
    expect(asked).toEqual([0.975]);
  });

  it('miss in no more than 5 of 100 of the selected, study by study, where those of each alone miss more often', () => {
    const random = stream(12);
    const studies = 2000;
    let [missed, alone] = [0, 0];
    for (let study = 0; study < studies; study++) {
      const truth = Array.from({ length: 8 }, (_, i) => (i < 4 ? 2 : 0));
      const values = truth.map((effect) => effect + random.normal());
      const found = intervals(values);
      const miss = (outside: (i: number, low: number, high: number) => boolean): number =>
        found.filter(([id, interval]) => outside(Number(id.slice(1)), interval!.pieces[0].low!, interval!.pieces[0].high!)).length / Math.max(1, found.length);
      missed += miss((i, low, high) => truth[i] < low || truth[i] > high) / studies;
      alone += miss((i) => Math.abs(values[i] - truth[i]) > normalQuantile(0.975)) / studies;
    }
    expect(missed).toBeLessThan(0.05);
    expect(alone).toBeGreaterThan(0.08);
  });
});
