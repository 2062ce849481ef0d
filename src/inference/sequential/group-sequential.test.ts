import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile, normalTail } from '../../math/distributions/normal.ts';
import { afterStopping } from './after-stopping.ts';
import { boundsOfSpent, efficacyBounds } from './bounds.ts';
import { crossingChances } from './crossing.ts';
import { repeatedPValue } from './repeated.ts';
import { type Spending, spentBy } from './spending.ts';

const even = (looks: number): readonly number[] => Array.from({ length: looks }, (_, k) => (k + 1) / looks);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0);
const kinds: readonly Spending[] = ['obrien-fleming', 'pocock'];
const mirrored = (upper: readonly number[]): number[] => upper.map((z) => -z);

/** Looks in order, at least a hundredth apart, the last at or past the plan. */
const looksAtRandom = fc
  .tuple(fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 0, maxLength: 6 }), fc.integer({ min: 100, max: 150 }))
  .map(([some, last]) => [...some.sort((a, b) => a - b), last].map((x) => x / 100));
const spendings = fc.constantFrom<Spending>(...kinds);

describe('spending', () => {
  it('starts at nothing, grows, and ends at alpha for good', () => {
    for (const kind of kinds) {
      const spent = [0, ...even(20), 1.3].map((t) => spentBy(kind, t, 0.025));
      expect(spent).toEqual([...spent].sort((a, b) => a - b));
      expect([spent[0], spent[20], spent[21]]).toEqual([0, 0.025, 0.025]);
    }
  });
});

describe('efficacy bounds', () => {
  it('spend what they are told to, look by look, on any looks', () => {
    fc.assert(
      fc.property(looksAtRandom, spendings, fc.constantFrom(0.005, 0.025, 0.1), (fractions, spending, alpha) => {
        const { upper } = crossingChances({ fractions, upper: efficacyBounds({ fractions, spending, alpha }), drift: 0 });
        let total = 0;
        return upper.every((chance, look) => {
          total += chance;
          return Math.abs(total - spentBy(spending, fractions[look], alpha)) < 1e-12;
        });
      }),
      { numRuns: 40, seed: 11 },
    );
  });

  it('are lower for a larger alpha', () => {
    fc.assert(
      fc.property(looksAtRandom, spendings, fc.double({ min: 0.001, max: 0.2, noNaN: true }), (fractions, spending, alpha) => {
        const [small, large] = [alpha, alpha * 1.1].map((a) => efficacyBounds({ fractions, spending, alpha: a }));
        return small.every((bound, look) => bound > large[look]);
      }),
      { numRuns: 40, seed: 12 },
    );
  });

  it('do not change for a look without information, or before there is any', () => {
    const fractions = [0.3, 0.6, 1];
    for (const spending of kinds) {
      const bounds = efficacyBounds({ fractions, spending, alpha: 0.025 });
      const again = efficacyBounds({ fractions: [0.3, 0.6, 0.6, 1], spending, alpha: 0.025 });
      expect(again).toEqual([bounds[0], bounds[1], Infinity, bounds[2]]);
      expect(efficacyBounds({ fractions: [0.6, 1, 1.2], spending, alpha: 0.025 })[2]).toBe(Infinity);
    }
    const early = efficacyBounds({ fractions: [1e-4, ...fractions], spending: 'obrien-fleming', alpha: 0.025 });
    expect(early[0]).toBe(Infinity);
    expect(early.slice(1)).toEqual(efficacyBounds({ fractions, spending: 'obrien-fleming', alpha: 0.025 }));
  });

  it('hardly change for a look that comes with nearly none', () => {
    for (const spending of kinds) {
      const bounds = efficacyBounds({ fractions: [0.3, 0.6, 1], spending, alpha: 0.025 });
      const again = efficacyBounds({ fractions: [0.3, 0.6, 0.6001, 1], spending, alpha: 0.025 });
      expect(Math.abs(again[3] - bounds[2])).toBeLessThan(1e-3);
      expect(again[2]).toBeGreaterThan(bounds[1]);
    }
  });

  it('of sixty looks still spend alpha, and begin with the quantile of what is spent', () => {
    const bounds = efficacyBounds({ fractions: even(60), spending: 'obrien-fleming', alpha: 0.025 });
    expect(sum(crossingChances({ fractions: even(60), upper: bounds, drift: 0 }).upper)).toBeCloseTo(0.025, 12);
    expect(bounds[0]).toBeCloseTo(-normalQuantile(spentBy('obrien-fleming', 1 / 60, 0.025)), 10);
    expect([...bounds]).toEqual([...bounds].sort((a, b) => b - a));
  });

  it('of one look are the quantile, and those of spending in one step at the end too', () => {
    expect(efficacyBounds({ fractions: [1], spending: 'pocock', alpha: 0.025 })[0]).toBeCloseTo(1.959963984540054, 12);
    expect(boundsOfSpent([0.2, 0.7, 1], [0, 0, 0.025])).toEqual([Infinity, Infinity, expect.closeTo(1.959963984540054, 12)]);
  });
});

describe('crossing chances', () => {
  it('mirror with the drift', () => {
    const upper = [2.6, 2.4, 2.1];
    const lower = [-1.4, -0.3, 0.4];
    const up = crossingChances({ fractions: even(3), upper, lower, drift: 1.3 });
    const down = crossingChances({ fractions: even(3), upper: mirrored(lower), lower: mirrored(upper), drift: -1.3 });
    for (const k of [0, 1, 2]) {
      expect(up.upper[k]).toBeCloseTo(down.lower[k], 14);
      expect(up.lower[k]).toBeCloseTo(down.upper[k], 14);
    }
  });

  it('sum to one where the last look decides', () => {
    for (const drift of [-4, 0, 2.5, 9]) {
      const { upper, lower } = crossingChances({ fractions: [0.1, 0.4, 1], upper: [3, 2.5, 1.7], lower: [-2, -0.5, 1.7], drift });
      expect(sum(upper) + sum(lower)).toBeCloseTo(1, 12);
    }
  });

  it('hold between looks that are close, at a bound that lies beside the last', () => {
    // Two looks of nearly the same information: crossing at either is crossing at one of them and hardly more.
    const { upper } = crossingChances({ fractions: [0.5, 0.50001, 1], upper: [2, 2, Infinity], drift: 0 });
    expect(upper[0]).toBeCloseTo(normalTail(2), 12);
    expect(upper[1]).toBeGreaterThan(0);
    expect(upper[1]).toBeLessThan(2e-4);
  });
});

describe('after stopping', () => {
  const fractions = even(4);
  const upper = efficacyBounds({ fractions, spending: 'pocock', alpha: 0.025 });

  it('is the usual inference at the first look', () => {
    const { pValue, median, low, high } = afterStopping({ fractions: [0.25], upper: [upper[0]], z: 2.7, level: 0.95 });
    expect(pValue).toBeCloseTo(normalTail(2.7), 14);
    expect([median, low, high].map((drift) => drift / 2)).toEqual([2.7, 2.7 - 1.959963984540054, 2.7 + 1.959963984540054].map((z) => expect.closeTo(z, 10)));
  });

  it('has the p-value of what was spent where a bound is met exactly: so p is uniform under no effect', () => {
    for (const k of [1, 2, 3, 4]) {
      const stopped = { fractions: fractions.slice(0, k), upper: upper.slice(0, k), level: 0.95 };
      const { pValue } = afterStopping({ ...stopped, z: upper[k - 1], lower: upper.map(() => -Infinity).slice(0, k) });
      expect(pValue).toBeCloseTo(spentBy('pocock', fractions[k - 1], 0.025), 12);
    }
  });

  it('orders what may happen: an earlier crossing says more, a larger z at the same look too', () => {
    const pAt = (k: number, z: number): number => afterStopping({ fractions: fractions.slice(0, k), upper: upper.slice(0, k), z, level: 0.9 }).pValue;
    const inOrder = [pAt(1, 5), pAt(1, 2.5), pAt(2, 3), pAt(2, 2.4), pAt(4, 2.6), pAt(4, 0), pAt(4, -2.6), pAt(2, -2.4), pAt(1, -2.5), pAt(1, -5)];
    expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
  });

  it('mirrors', () => {
    for (const z of [0.7, 2.9]) {
      const up = afterStopping({ fractions, upper, z, level: 0.95 });
      const down = afterStopping({ fractions, upper, z: -z, level: 0.95 });
      expect(up.pValue + down.pValue).toBeCloseTo(1, 12);
      expect([up.median, up.low, up.high]).toEqual([-down.median, -down.high, -down.low].map((x) => expect.closeTo(x, 9)));
    }
  });

  it('has limits that say what the p-value says, and estimates nearer to zero than the naive one', () => {
    fc.assert(
      fc.property(looksAtRandom, spendings, fc.double({ min: -5, max: 5, noNaN: true }), (looks, spending, z) => {
        const bounds = efficacyBounds({ fractions: looks, spending, alpha: 0.025 });
        const found = afterStopping({ fractions: looks, upper: bounds, z, level: 0.95 });
        const saysMore = found.pValue < 0.025 - 1e-9 ? found.low > 0 : found.pValue > 0.025 + 1e-9 ? found.low < 1e-9 : true;
        return saysMore && found.low < found.median && found.median < found.high;
      }),
      { numRuns: 30, seed: 13 },
    );
    const late = afterStopping({ fractions, upper, z: 3, level: 0.95 });
    expect(late.median).toBeGreaterThan(0);
    expect(late.median).toBeLessThan(3);
  });

  it('holds for effects that are far off', () => {
    const { pValue, low, median, high } = afterStopping({ fractions: [0.1, 0.4, 1], upper: [8, 5, 2], z: 22, level: 0.99 });
    for (const x of [pValue, low, median, high]) expect(Number.isFinite(x)).toBe(true);
    expect(low).toBeLessThan(median);
  });
});

describe('repeated p-values', () => {
  it('are alpha where the last bound is met, for either sign', () => {
    for (const spending of kinds) {
      for (const alpha of [0.001, 0.025, 0.2]) {
        const fractions = [0.2, 0.5, 0.8];
        const last = efficacyBounds({ fractions, spending, alpha })[2];
        expect(repeatedPValue({ fractions, spending, z: last })).toBeCloseTo(alpha, 9);
        expect(repeatedPValue({ fractions, spending, z: -last })).toBeCloseTo(alpha, 9);
      }
    }
  });

  it('are never below that of one look, and half at most', () => {
    expect(repeatedPValue({ fractions: [1], spending: 'pocock', z: 2 })).toBeCloseTo(normalTail(2), 12);
    expect(repeatedPValue({ fractions: even(5), spending: 'pocock', z: 2 })).toBeGreaterThan(normalTail(2));
    expect(repeatedPValue({ fractions: even(5), spending: 'pocock', z: 0 })).toBe(0.5);
    expect(repeatedPValue({ fractions: even(5), spending: 'obrien-fleming', z: 45 })).toBe(0);
  });
});
