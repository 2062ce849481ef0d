import { describe, expect, it } from 'vitest';
import { effectiveEvents, weightedLimits } from './weighted-events.ts';

const of = (events: readonly number[], rows: readonly number[]) => {
  const sums = (weights: readonly number[]) => ({ sum: weights.reduce((a, b) => a + b, 0), squares: weights.reduce((a, b) => a + b * b, 0) });
  return { events: sums(events), rows: sums(rows) };
};
const forty = Array.from({ length: 40 }, () => 5);

describe('limits of weighted events', () => {
  // scipy's chi2.ppf: Garwood's limits of 0, 3 and 40 events, at 2.5 % a side.
  it.each([
    [0, 0, 3.6888794541139354],
    [3, 0.6186721228956014, 8.767273069742323],
    [40, 28.576586441788965, 54.468646963984064],
  ])('of %i events of one weight are exact', (events, low, high) => {
    const limits = weightedLimits(of(forty.slice(0, events), forty), 0.025);
    expect(limits.low).toBeCloseTo(5 * low, 8);
    expect(limits.high).toBeCloseTo(5 * high, 8);
  });

  it('none is no bound of zero, and where nothing could happen there is nothing to bound', () => {
    expect(weightedLimits(of([], forty), 0.05).high).toBeCloseTo(-5 * Math.log(0.05), 8);
    expect(weightedLimits(of([], []), 0.05)).toEqual({ low: 0, high: 0 });
  });

  it('rows that weigh more than the events that were seen widen them, and the other way round', () => {
    const even = weightedLimits(of([1, 1], [1, 1, 1, 1]), 0.05);
    const heavyRows = weightedLimits(of([1, 1], [1, 1, 10, 10]), 0.05);
    expect(heavyRows.high).toBeGreaterThan(even.high);
    expect(heavyRows.low).toBeLessThan(even.low);
    expect(effectiveEvents(of([1, 1], [1, 1, 10, 10]))).toBeCloseTo(2 / (202 / 22), 12);
    expect(weightedLimits(of([10], [1, 1, 1, 1, 10]), 0.05).high).toBeGreaterThan(weightedLimits(of([1], [1, 1, 1, 1, 10]), 0.05).high);
  });
});
