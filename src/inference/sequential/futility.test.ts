import { describe, expect, it } from 'vitest';
import { normalQuantile, normalTail } from '../../math/distributions/normal.ts';
import { efficacyBounds } from './bounds.ts';
import { crossingChances } from './crossing.ts';
import { conditionalPower, futilityBounds } from './futility.ts';
import { spentBy } from './spending.ts';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0);

describe('futility', () => {
  it('misses the drift planned for with beta, and costs no false finds when it is ignored', () => {
    const fractions = [0.3, 0.6, 1];
    const efficacy = efficacyBounds({ fractions, spending: 'obrien-fleming', alpha: 0.025 });
    const { bounds, drift } = futilityBounds({ fractions, efficacy, spending: 'pocock', beta: 0.2 });
    const kept = crossingChances({ fractions, upper: efficacy, lower: bounds, drift });
    expect(sum(kept.lower)).toBeCloseTo(0.2, 11);
    kept.lower.reduce((total, chance, look) => {
      expect(total + chance).toBeCloseTo(spentBy('pocock', fractions[look], 0.2), 11);
      return total + chance;
    }, 0);
    expect(sum(crossingChances({ fractions, upper: efficacy, lower: bounds, drift: 0 }).upper)).toBeLessThan(0.025);
    expect(sum(crossingChances({ fractions, upper: efficacy, drift: 0 }).upper)).toBeCloseTo(0.025, 12);
  });

  it('of one look is the usual plan', () => {
    const { bounds, drift } = futilityBounds({ fractions: [1], efficacy: [1.96], spending: 'pocock', beta: 0.1 });
    expect(bounds).toEqual([1.96]);
    expect(drift).toBeCloseTo(1.96 - normalQuantile(0.1), 10);
  });
});

describe('conditional power', () => {
  it('is the chance that a path from here passes at the end', () => {
    expect(conditionalPower({ fraction: 0.5, z: 1, drift: 0, critical: 1.96 })).toBeCloseTo(normalTail((1.96 - Math.SQRT1_2) / Math.SQRT1_2), 12);
    // Over all that may be seen halfway it averages to the power.
    const steps = Array.from({ length: 401 }, (_, i) => -8 + i * 0.04);
    const mean = sum(
      steps.map(
        (x) =>
          ((0.04 * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)) * conditionalPower({ fraction: 0.3, z: x + 2 * Math.sqrt(0.3), drift: 2, critical: 1.7 }),
      ),
    );
    expect(mean).toBeCloseTo(normalTail(1.7 - 2), 10);
    expect([1.9, 1.7, 1.69].map((z) => conditionalPower({ fraction: 1, z, drift: 2, critical: 1.7 }))).toEqual([1, 1, 0]);
  });
});
