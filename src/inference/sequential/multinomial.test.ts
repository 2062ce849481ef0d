import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multinomialLogOdds, multinomialPValue } from './multinomial.ts';

const counts = fc.array(fc.nat(5_000), { minLength: 3, maxLength: 3 });
const shares = [0.5, 0.3, 0.2];

describe('the odds against the planned shares', () => {
  it('are one before any unit, and have mean one over the next: a martingale', () => {
    expect(multinomialLogOdds([0, 0, 0], shares, 100)).toBeCloseTo(0, 12);
    fc.assert(
      fc.property(counts, fc.constantFrom(10, 1_000, 100_000), (so, k) => {
        const now = multinomialLogOdds(so, shares, k);
        const next = shares.reduce(
          (sum, share, j) =>
            sum +
            share *
              Math.exp(
                multinomialLogOdds(
                  so.map((n, i) => n + (i === j ? 1 : 0)),
                  shares,
                  k,
                ) - now,
              ),
          0,
        );
        expect(next).toBeCloseTo(1, 6);
      }),
    );
  });

  it('do not depend on the order of the arms, and are low where counts are as planned', () => {
    expect(multinomialLogOdds([7, 20, 33], shares, 50)).toBeCloseTo(multinomialLogOdds([33, 7, 20], [0.2, 0.5, 0.3], 50), 10);
    expect(multinomialLogOdds([500, 300, 200], shares, 1_000)).toBeLessThan(0);
    expect(multinomialLogOdds([700, 200, 100], shares, 1_000)).toBeGreaterThan(20);
  });
});

describe('the always-valid p-value', () => {
  it('never rises as looks are added, and is one of none', () => {
    expect(multinomialPValue([], shares)).toBe(1);
    fc.assert(
      fc.property(fc.array(counts, { maxLength: 4 }), counts, (looks, next) => multinomialPValue([...looks, next], shares) <= multinomialPValue(looks, shares)),
    );
  });

  it('finds a lost tenth of an arm, of a thousand units as of a million', () => {
    expect(multinomialPValue([[5_000, 4_500]], [0.5, 0.5])).toBeLessThan(0.001);
    expect(multinomialPValue([[500_000, 495_000]], [0.5, 0.5])).toBeLessThan(0.001);
    expect(multinomialPValue([[500_000, 499_500]], [0.5, 0.5])).toBeGreaterThan(0.1);
  });
});
