import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysFor } from './days-for.ts';
import type { PowerDesign } from './design.ts';
import { powerOf } from './power-of.ts';
import { smallestEffect, smallestMargin } from './smallest.ts';
import { unitsFor } from './units-for.ts';

const mean = { kind: 'mean', sd: 2 } as const;
const designs: Readonly<Record<string, PowerDesign>> = {
  means: { outcome: mean },
  'unequal arms': { outcome: { kind: 'mean', sd: { treatment: 3, control: 1 } }, shares: { treatment: 0.2, control: 0.8 } },
  'a proportion': { outcome: { kind: 'proportion', control: 0.3 } },
  'a pooled proportion': { outcome: { kind: 'proportion', control: 0.3, method: 'pooled' }, shares: { treatment: 0.3, control: 0.7 } },
  "Cohen's h": { outcome: { kind: 'proportion', control: 0.3, method: 'arcsine' } },
  'a ratio': { outcome: { kind: 'ratio', numerator: { mean: 3, variance: 4 }, denominator: { mean: 0.5, variance: 0.25 }, covariance: 0.2 } },
  'paired differences': { outcome: { kind: 'paired', sd: 2 } },
  'paired differences in clusters': { outcome: { kind: 'paired', sd: 2 }, clusters: { size: 8, icc: 0.05 } },
  clusters: { outcome: mean, clusters: { size: 40, sizeVariation: 0.5, icc: 0.03 } },
  'adjusted, diluted and triggered': { outcome: mean, variationExplained: 0.4, compliers: 0.36, trigger: 0.4 },
  'three arms': { outcome: mean, shares: { treatment: 1 / 3, control: 1 / 3 } },
};
const cases = Object.entries(designs).map(([name, design]) => ({ name, design }));

describe.each(cases)('power of $name', ({ design }) => {
  it('at no effect is alpha', () => {
    for (const alpha of [0.01, 0.05, 0.1]) {
      for (const units of [2000, 12_345]) expect(powerOf({ ...design, test: { kind: 'difference', alpha } }, { units, effect: 0 })).toBeCloseTo(alpha, 10);
    }
  });

  it('on the margin is alpha too', () => {
    // A margin on the scale of the arcsine is none in shares.
    if (design.outcome.kind === 'proportion') return;
    const share = design.compliers ?? 1;
    for (const kind of ['non-inferiority', 'superiority'] as const) {
      const limit = kind === 'superiority' ? 0.2 : -0.2;
      expect(powerOf({ ...design, test: { kind, margin: 0.2, alpha: 0.05 } }, { units: 4000, effect: limit / share })).toBeCloseTo(0.05, 10);
      expect(powerOf({ ...design, better: 'lower', test: { kind, margin: 0.2, alpha: 0.05 } }, { units: 4000, effect: -limit / share })).toBeCloseTo(0.05, 10);
    }
  });

  it('grows with units and with the effect', () => {
    const at = (units: number, effect: number): number => powerOf(design, { units, effect });
    expect(at(4000, 0.1)).toBeGreaterThan(at(2000, 0.1));
    expect(at(4000, 0.2)).toBeGreaterThan(at(4000, 0.1));
    expect(at(4000, -0.2)).toBeGreaterThan(at(4000, -0.1));
  });

  it('is reached by the units that are told, and by no fewer', () => {
    const { exact, units, perArm } = unitsFor(design, { effect: 0.1, power: 0.8 });
    expect(powerOf(design, { units: exact, effect: 0.1 })).toBeCloseTo(0.8, 9);
    expect(units).toBeGreaterThanOrEqual(exact);
    expect(powerOf(design, { units, effect: 0.1 })).toBeGreaterThanOrEqual(0.8 - 1e-9);
    for (const arm of Object.values(perArm)) expect(Number.isInteger(arm)).toBe(true);
  });

  it('has units and smallest effect as each other’s inverse', () => {
    const found = smallestEffect(design, { units: 9000, power: 0.9 });
    expect(unitsFor(design, { effect: found, power: 0.9 }).exact / 9000).toBeCloseTo(1, 9);
    const lower = smallestEffect({ ...design, better: 'lower' }, { units: 9000, power: 0.9 });
    expect(lower).toBeLessThan(0);
    expect(powerOf(design, { units: 9000, effect: lower })).toBeCloseTo(0.9, 9);
  });

  it('has units and smallest margin as each other’s inverse', () => {
    for (const kind of ['non-inferiority', 'equivalence'] as const) {
      const margin = smallestMargin({ ...design, test: { kind, margin: 1 } }, { units: 9000, power: 0.8 });
      expect(unitsFor({ ...design, test: { kind, margin } }, { effect: 0, power: 0.8 }).exact / 9000).toBeCloseTo(1, 8);
    }
  });
});

describe('what a design does to power', () => {
  it('effects count for whom they reach', () => {
    const plain = powerOf({ outcome: mean }, { units: 4000, effect: 0.1 });
    expect(powerOf({ outcome: mean, compliers: 0.4 }, { units: 4000, effect: 0.25 })).toBeCloseTo(plain, 12);
    expect(powerOf({ outcome: mean, trigger: 0.4 }, { units: 10_000, effect: 0.1 })).toBeCloseTo(plain, 12);
  });

  it('clusters of one unit, or without likeness, are units but for degrees of freedom', () => {
    const normal: PowerDesign = { outcome: mean, reference: 'normal' };
    const plain = powerOf(normal, { units: 4000, effect: 0.1 });
    expect(powerOf({ ...normal, clusters: { size: 1, icc: 0.5 } }, { units: 4000, effect: 0.1 })).toBeCloseTo(plain, 12);
    expect(powerOf({ ...normal, clusters: { size: 40, icc: 0 } }, { units: 4000, effect: 0.1 })).toBeCloseTo(plain, 12);
    expect(powerOf({ outcome: mean, clusters: { size: 400, icc: 0 } }, { units: 4000, effect: 0.1 })).toBeLessThan(plain);
  });

  it('covariates that explain half halve the units', () => {
    const normal: PowerDesign = { outcome: mean, reference: 'normal' };
    const asked = { effect: 0.1, power: 0.8 };
    expect(unitsFor({ ...normal, variationExplained: 0.5 }, asked).exact / unitsFor(normal, asked).exact).toBeCloseTo(0.5, 10);
  });

  it('a critical value that is handed in takes the place of that of alpha', () => {
    const at = (criticalValue: number): number => powerOf({ outcome: mean, test: { kind: 'difference', criticalValue } }, { units: 4000, effect: 0.1 });
    expect(at(2.21)).toBeLessThan(at(1.96));
  });

  it('whole clusters are told, a share to each arm', () => {
    const { clusters, perArm, units } = unitsFor(
      { outcome: mean, clusters: { size: 40, icc: 0.03 }, shares: { treatment: 0.25, control: 0.75 } },
      { effect: 0.2, power: 0.8 },
    );
    expect(perArm).toEqual({ treatment: 40 * (clusters?.treatment ?? 0), control: 40 * (clusters?.control ?? 0) });
    expect(units).toBe(perArm.treatment + perArm.control);
  });

  it('days are whole, and longer on a ramp', () => {
    expect(daysFor(12_000, { unitsPerDay: 900 })).toBe(14);
    expect(daysFor(12_000, { unitsPerDay: 1000 })).toBe(12);
    expect(daysFor(12_000, { unitsPerDay: 1000, ramp: 0.1 })).toBe(120);
  });

  it('power lies between 0 and 1 whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.integer({ min: 8, max: 1e6 }),
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        (effect, units, sd) => {
          const found = powerOf({ outcome: { kind: 'mean', sd } }, { units, effect });
          return found >= 0.05 - 1e-9 && found <= 1 + 1e-12;
        },
      ),
      { numRuns: 200, seed: 7 },
    );
  });
});

describe('what no design can be is refused', () => {
  const asked = { units: 1000, effect: 0.1 };
  it.each<[string, PowerDesign]>([
    ['outcome.sd is 0; it must be a number above zero.', { outcome: { kind: 'mean', sd: 0 } }],
    ['outcome.sd is -1; it must be', { outcome: { kind: 'mean', sd: { treatment: 1, control: -1 } } }],
    ['outcome.control is 1; it must be a share between 0 and 1.', { outcome: { kind: 'proportion', control: 1 } }],
    ['clusters.icc is 1.5; it must be a share from 0 to below 1', { outcome: mean, clusters: { size: 10, icc: 1.5 } }],
    ['clusters.size is 0; it must be', { outcome: mean, clusters: { size: 0, icc: 0.1 } }],
    ['shares is 0.6 and 0.6; it must be above zero, and together at most 1.', { outcome: mean, shares: { treatment: 0.6, control: 0.6 } }],
    ['variationExplained is 1; it must be', { outcome: mean, variationExplained: 1 }],
    ['compliers is 0; it must be a share above 0', { outcome: mean, compliers: 0 }],
    ['test.margin is 0; it must be above zero', { outcome: mean, test: { kind: 'equivalence', margin: 0 } }],
    [
      'outcome.denominator.mean is 0',
      { outcome: { kind: 'ratio', numerator: { mean: 1, variance: 1 }, denominator: { mean: 0, variance: 1 }, covariance: 0 } },
    ],
    ['outcome.covariance is 2', { outcome: { kind: 'ratio', numerator: { mean: 1, variance: 1 }, denominator: { mean: 1, variance: 1 }, covariance: 2 } }],
  ])('%s', (message, design) => expect(() => powerOf(design, asked)).toThrow(message));

  it('also what cannot be asked of it', () => {
    const d: PowerDesign = { outcome: mean };
    expect(() => powerOf(d, { units: 3, effect: 1 })).toThrow('units is 3; it must be 4 or more, two units an arm.');
    expect(() => powerOf({ outcome: { kind: 'proportion', control: 0.9 } }, { units: 100, effect: 0.2 })).toThrow('leaves the share 0.9 between 0 and 1');
    expect(() => unitsFor(d, { effect: 0.1, power: 0.05 })).toThrow('power is 0.05; it must be a share above alpha (0.05) and below 1');
    expect(() => unitsFor(d, { effect: 0, power: 0.8 })).toThrow('no study tells an effect of zero from no effect');
    expect(() => unitsFor({ ...d, test: { kind: 'non-inferiority', margin: 0.1 } }, { effect: -0.1, power: 0.8 })).toThrow(
      'it lies on the margin of 0.1 or beyond it',
    );
    expect(() => smallestEffect({ outcome: { kind: 'proportion', control: 0.99 } }, { units: 20, power: 0.8 })).toThrow(
      '20 units are not enough for any share',
    );
    expect(() => smallestEffect({ ...d, test: { kind: 'equivalence', margin: 1 } }, { units: 20, power: 0.8 })).toThrow('ask `smallestMargin` of the others');
    expect(() => smallestMargin(d, { units: 20, power: 0.8 })).toThrow('test.kind is difference; it must be non-inferiority or equivalence.');
    expect(() => daysFor(100, { unitsPerDay: 0 })).toThrow('unitsPerDay is 0');
  });
});
