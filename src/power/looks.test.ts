import { describe, expect, it } from 'vitest';
import { efficacyBounds } from '../inference/sequential/bounds.ts';
import { normalTail } from '../math/distributions/normal.ts';
import type { PowerDesign } from './design.ts';
import { expectedUnits, inflationOf } from './expected-units.ts';
import { looksAhead } from './looks.ts';
import { powerOf } from './power-of.ts';
import { smallestEffect, smallestMargin } from './smallest.ts';
import { unitsFor } from './units-for.ts';

const mean = { kind: 'mean', sd: 2 } as const;
const even = (looks: number): readonly number[] => Array.from({ length: looks }, (_, k) => (k + 1) / looks);

describe('power with looks', () => {
  it('is that of one look where there is one', () => {
    for (const test of [{ kind: 'difference' }, { kind: 'non-inferiority', margin: 0.1 }, { kind: 'superiority', margin: 0.1 }] as const) {
      for (const outcome of [mean, { kind: 'proportion', control: 0.3, method: 'pooled' }] as const) {
        const once: PowerDesign = { outcome, test };
        const looks = { fractions: [1], spending: 'pocock' } as const;
        for (const units of [40, 900])
          for (const effect of [-0.1, 0, 0.2]) expect(powerOf({ ...once, looks }, { units, effect })).toBeCloseTo(powerOf(once, { units, effect }), 11);
      }
    }
  });

  it('at no effect is alpha, less the chance of crossing both sides; on a margin alpha exactly', () => {
    for (const looks of [2, 5, 30]) {
      const design: PowerDesign = { outcome: mean, looks: { fractions: even(looks), spending: 'pocock' } };
      const found = powerOf(design, { units: 4000, effect: 0 });
      expect(found).toBeLessThan(0.05);
      expect(found).toBeGreaterThan(0.05 - 1e-5);
      const margin: PowerDesign = { ...design, test: { kind: 'non-inferiority', margin: 0.2, alpha: 0.05 } };
      expect(powerOf(margin, { units: 4000, effect: -0.2 })).toBeCloseTo(0.05, 11);
    }
  });

  it('with intervals that hold at every look is alpha at most, with any looks, and nothing is said of fewer than 100 units an arm', () => {
    const design: PowerDesign = { outcome: mean, looks: { fractions: even(20), spending: 'mixture' } };
    expect(powerOf(design, { units: 4000, effect: 0 })).toBeLessThan(0.05);
    expect(powerOf(design, { units: 199, effect: 5 })).toBe(0);
    const looks = { fractions: even(20), spending: 'mixture' } as const;
    expect(looksAhead({ ...design, looks }, 1000, 0.5).map(({ critical }) => critical < Infinity)).toEqual(even(20).map((t) => t * 500 >= 100));
  });

  it('costs units and saves them where there is an effect; Pocock more of both', () => {
    const asked = { effect: 0.25, power: 0.9 };
    const [fleming, pocock] = (['obrien-fleming', 'pocock'] as const).map((spending) => {
      const design: PowerDesign = { outcome: mean, looks: { fractions: even(5), spending } };
      const { exact: units } = unitsFor(design, asked);
      return {
        inflation: inflationOf(design, asked),
        saved: 1 - expectedUnits(design, { units, effect: 0.25 }) / units,
        none: expectedUnits(design, { units, effect: 0 }) / units,
      };
    });
    expect(fleming.inflation).toBeGreaterThan(1);
    expect(fleming.inflation).toBeLessThan(1.05);
    expect(pocock.inflation).toBeGreaterThan(1.15);
    expect(pocock.saved).toBeGreaterThan(fleming.saved);
    for (const { none } of [fleming, pocock]) expect(none).toBeLessThan(1);
  });

  it('spends alpha of a critical value that is handed in', () => {
    const looks = { fractions: [0.5, 1], spending: 'pocock' } as const;
    const design = { outcome: mean, looks, test: { kind: 'difference', criticalValue: 2.2121831646 } } as const;
    const found = looksAhead(design, 4000, 0).map(({ critical }) => critical);
    expect(found).toEqual(efficacyBounds({ ...looks, alpha: normalTail(2.2121831646) }).map((z) => expect.closeTo(z, 12)));
  });

  it.each<[string, PowerDesign]>([
    ['means', { outcome: mean, looks: { fractions: [0.3, 0.6, 1], spending: 'pocock' } }],
    ['a pooled proportion', { outcome: { kind: 'proportion', control: 0.3, method: 'pooled' }, looks: { fractions: even(4), spending: 'obrien-fleming' } }],
    ['clusters', { outcome: mean, clusters: { size: 40, sizeVariation: 0.5, icc: 0.03 }, looks: { fractions: [0.4, 0.8, 1], spending: 'obrien-fleming' } }],
    [
      'adjusted, diluted and triggered',
      { outcome: mean, variationExplained: 0.4, compliers: 0.5, trigger: 0.6, looks: { fractions: even(4), spending: 'mixture' } },
    ],
  ])('of %s is reached by the units that are told, and grows with units and with the effect', (_, design) => {
    const { exact, units } = unitsFor(design, { effect: 0.1, power: 0.8 });
    const at = (n: number, effect: number): number => powerOf(design, { units: n, effect });
    expect(at(exact, 0.1)).toBeCloseTo(0.8, 9);
    expect(at(units, 0.1)).toBeGreaterThanOrEqual(0.8 - 1e-9);
    expect(at(units * 1.2, 0.1)).toBeGreaterThan(0.82);
    expect(at(units, 0.13)).toBeGreaterThan(0.85);
    expect(at(units, -0.13)).toBeGreaterThan(0.85);
  });

  it('has smallest effects and margins that are found with the power asked', () => {
    for (const spending of ['pocock', 'mixture'] as const) {
      const design: PowerDesign = { outcome: mean, looks: { fractions: [0.25, 0.6, 1], spending }, better: 'lower' };
      const effect = smallestEffect(design, { units: 3000, power: 0.8 });
      expect(powerOf(design, { units: 3000, effect })).toBeCloseTo(0.8, 9);
      const test = { kind: 'non-inferiority', margin: 1 } as const;
      const margin = smallestMargin({ ...design, test }, { units: 3000, power: 0.8 });
      expect(powerOf({ ...design, test: { ...test, margin } }, { units: 3000, effect: 0 })).toBeCloseTo(0.8, 9);
    }
  });

  it.each<[string, PowerDesign]>([
    [
      'looks.fractions is 0.5, 0.9; it must be shares of all units of which the last is 1',
      { outcome: mean, looks: { fractions: [0.5, 0.9], spending: 'pocock' } },
    ],
    ['looks.fractions[1] is 0.4; it must be above 0.5', { outcome: mean, looks: { fractions: [0.5, 0.4, 1], spending: 'pocock' } }],
    ['looks.fractions[0] is 0; it must be above 0', { outcome: mean, looks: { fractions: [0, 1], spending: 'mixture' } }],
    ['looks.fractions is ; it must be', { outcome: mean, looks: { fractions: [], spending: 'pocock' } }],
    ['looks is planned for a test of equivalence', { outcome: mean, test: { kind: 'equivalence', margin: 1 }, looks: { fractions: [1], spending: 'pocock' } }],
    ['units is 1000; it must be 4000 or more, two units an arm at the first look', { outcome: mean, looks: { fractions: [0.001, 1], spending: 'pocock' } }],
  ])('refuses: %s', (says, design) => expect(() => powerOf(design, { units: 1000, effect: 0.1 })).toThrow(says));

  it('refuses to tell what looks cost where there are none', () => {
    expect(() => inflationOf({ outcome: mean }, { effect: 0.2, power: 0.8 })).toThrow('looks is absent');
    expect(expectedUnits({ outcome: mean }, { units: 400, effect: 0.2 })).toBe(400);
  });
});
