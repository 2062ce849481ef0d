import { describe, expect, it } from 'vitest';
import type { SampledMeans } from '../../protocol/cells.ts';
import { averageOver, byTimeSince } from './averages.ts';
import { at, cellStrata } from './cell-effects.ts';
import { unitErrors } from './errors.ts';
import type { Functional } from './functional.ts';
import { type GroupTimeOptions, groupTime } from './group-time.ts';
import { type CellWeights, sampledErrors, weightsOfEffects, weightsOfMeans } from './sampled-errors.ts';
import { never, type Strata } from './strata.ts';

const times = [1, 2, 3, 4];
const starts = [2, 3, never];
const sizes = [20, 30, 50];
const identity = Float64Array.from({ length: 16 }, (_, e) => (e % 5 === 0 ? 1 : 0));
const strata: Strata = {
  kind: 'panel',
  times,
  starts,
  strata: sizes.map((n, g) => ({ n, means: Float64Array.from(times, (t) => g + t * (1 + g)), covariance: identity })),
};
const options: GroupTimeOptions = { comparison: 'not-yet', anticipation: 0, base: 'universal' };
const { cells } = groupTime(strata, options);

/** The same effects as they are found unit by unit. */
const cohort = Int32Array.from(sizes.flatMap((n, g) => Array.from({ length: n }, () => g)));
const effects = cellStrata({ times, starts, cohort, clusters: cohort.length });
const found = cells.map((cell) => ({ ...cell, effect: at(effects, cell.cohort, cell.period) }));

const table = (weights: CellWeights, f: Functional): readonly number[] => starts.flatMap((start) => times.map((_, t) => weights(f)(start, t)));

describe('errors whose degrees of freedom count samples', () => {
  it('read the same weights off means and off effects that were found unit by unit', () => {
    const pairs = [
      [averageOver(strata, cells, 'cells'), averageOver(effects, found, 'cells')],
      ...byTimeSince(strata, cells).map(({ effect }, i) => [effect, byTimeSince(effects, found)[i].effect]),
    ] as const;
    for (const [ofMeans, ofEffects] of pairs) {
      const [a, b] = [table(weightsOfMeans(strata), ofMeans), table(weightsOfEffects(effects, found), ofEffects)];
      for (const [i, weight] of a.entries()) expect(b[i]).toBeCloseTo(weight, 12);
    }
    // A mean as it was seen is of its cell alone.
    const seen = table(weightsOfEffects(effects, found), at(effects, 0, 4 + 3));
    expect(seen.map((weight, i) => (weight === 0 ? -1 : i)).filter((i) => i >= 0)).toEqual([3]);
  });

  const one = averageOver(strata, cells, 'cells');
  const own = unitErrors(strata);
  const sampled = (variance: number, freedom: number, most = Infinity): SampledMeans => ({
    called: 'labels',
    cells: [2, 3, undefined].flatMap((start) => times.map((_, period) => ({ ...(start !== undefined && { start }), period, variance, freedom }))),
    cohorts: [{ start: 2, freedom: most }, { start: 3, freedom: most }, { freedom: most }],
  });
  const df = (means: SampledMeans): number => sampledErrors(own, weightsOfMeans(strata), means).freedom(one);

  it('are those of units where samples bring no error', () => expect(df(sampled(0, 5))).toBe(own.freedom(one)));

  it('are fewer the more of the error samples bring, and the fewer they are', () => {
    const found = [df(sampled(0.001, 9)), df(sampled(0.01, 9)), df(sampled(0.01, 3)), df(sampled(0.01, 3, 2))];
    for (const [i, own] of found.entries()) if (i > 0) expect(own).toBeLessThan(found[i - 1]);
    expect(found[0]).toBeLessThan(own.freedom(one));
  });

  it('leave variances as they are', () =>
    expect(sampledErrors(own, weightsOfMeans(strata), sampled(0.01, 3)).covariance([one])).toEqual(own.covariance([one])));

  it('are none where units leave none', () =>
    expect(sampledErrors({ ...own, freedom: () => 0 }, weightsOfMeans(strata), sampled(0.01, 3)).freedom(one)).toBe(0));
});
