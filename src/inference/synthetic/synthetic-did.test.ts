import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factorPanel, panelOf } from '../../../test/support/factor-panel.ts';
import { changed } from '../../../test/support/panels-with-donors.ts';
import { stream } from '../../math/random/stream.ts';
import type { Panel } from './panel.ts';
import { bootstrapError, jackknifeError, placeboError } from './sdid-variance.ts';
import { asStaggered, staggeredSdid } from './staggered-sdid.ts';
import { differenceInDifferences, sdidPenalty, syntheticDid } from './synthetic-did.ts';

const panels = fc
  .record({
    seed: fc.nat(),
    donors: fc.integer({ min: 2, max: 15 }),
    treated: fc.integer({ min: 1, max: 4 }),
    before: fc.integer({ min: 3, max: 12 }),
    after: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ seed, donors, treated, before, after }) =>
    factorPanel(stream(seed), { donors, treated, periods: before + after, before, noise: 0.5, steeper: 0.3, effect: 1 }),
  );

const far = (a: ArrayLike<number>, b: ArrayLike<number>): number => Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
const check = (property: fc.IPropertyWithHooks<[Panel]>): void => fc.assert(property, { numRuns: 60, seed: 20261130 });
const always = (holds: (panel: Panel) => boolean): void => check(fc.property(panels, holds));

describe('synthetic difference-in-differences', () => {
  it('has weights that are not below zero and sum to one, and a path whose gap to the treated units is the effect', () => {
    always((panel) => {
      const { donorWeights, timeWeights, path, effect } = syntheticDid(panel)!;
      const onSimplex = (weights: Float64Array): boolean =>
        weights.every((weight) => weight >= 0) && Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-12;
      let gap = 0;
      for (let i = panel.donors; i < panel.units; i++) for (let t = panel.before; t < panel.periods; t++) gap += panel.values[i * panel.periods + t] - path[t];
      gap /= (panel.units - panel.donors) * (panel.periods - panel.before);
      return onSimplex(donorWeights) && onSimplex(timeWeights!) && Math.abs(gap - effect) < 1e-10;
    });
  });

  it('does not see constants of units, and at given penalties none of periods: the noise of donors has these in it', () => {
    always((panel) => {
      const found = syntheticDid(panel)!;
      const lifted = syntheticDid(changed(panel, (value, i) => value + 3 * Math.sin(7 * i)))!;
      if (Math.abs(lifted.effect - found.effect) > 1e-8 || far(lifted.donorWeights, found.donorWeights) > 1e-7) return false;
      const moved = syntheticDid(
        changed(panel, (value, i, t) => value + 3 * Math.sin(7 * i) + Math.cos(5 * t)),
        sdidPenalty(panel),
      )!;
      return Math.abs(moved.effect - found.effect) < 1e-8 && far(moved.donorWeights, found.donorWeights) < 1e-7;
    });
  });

  it('is as many times as large as the outcome', () => {
    always((panel) => Math.abs(syntheticDid(changed(panel, (value) => -1000 * value))!.effect / 1000 + syntheticDid(panel)!.effect) < 1e-8);
  });

  it('does not care for the order of donors', () => {
    always((panel) => {
      const rows = Array.from({ length: panel.units }, (_, i) => Array.from(panel.values.subarray(i * panel.periods, (i + 1) * panel.periods)));
      const turned = syntheticDid(panelOf([...rows.slice(0, panel.donors).reverse(), ...rows.slice(panel.donors)], panel.donors, panel.before))!;
      const found = syntheticDid(panel)!;
      return Math.abs(turned.effect - found.effect) < 1e-9 && far(turned.donorWeights.slice().reverse(), found.donorWeights) < 1e-8;
    });
  });

  it('grows by what is added to the treated units from the change on', () => {
    always((panel) => {
      const added = syntheticDid(changed(panel, (value, i, t) => value + (i >= panel.donors && t >= panel.before ? 2.5 : 0)))!;
      return Math.abs(added.effect - syntheticDid(panel)!.effect - 2.5) < 1e-10;
    });
  });

  it('is unknown where there is one difference between periods, or none', () => {
    const panel = panelOf(
      [
        [1, 2, 3],
        [2, 3, 5],
      ],
      1,
      2,
    );
    expect(syntheticDid(panel)).toBeUndefined();
    expect(differenceInDifferences(panel).effect).toBeCloseTo(1, 14);
    expect(
      placeboError(
        asStaggered(
          panelOf(
            [
              [1, 2],
              [2, 3],
              [3, 5],
            ],
            2,
            1,
          ),
        ),
        10,
        stream(1),
      ),
    ).toEqual({ kind: 'noise-unknown' });
  });

  it('is there where donors do not move at all before the change', () => {
    expect(
      syntheticDid(
        panelOf(
          [
            [1, 1, 1, 2],
            [4, 4, 4, 5],
            [0, 0, 0, 3],
          ],
          2,
          3,
        ),
      )!.effect,
    ).toBeCloseTo(2, 12);
  });
});

describe('where treated units follow the trend more than donors do', () => {
  const model = { donors: 20, treated: 3, periods: 30, before: 20, noise: 0.3, steeper: 0.7, effect: 1 };

  it('the difference in differences is off, the synthetic one is not', () => {
    const runs = 60;
    const effects = Array.from({ length: runs }, (_, run) => factorPanel(stream(11, run), model)).map((panel) => [
      differenceInDifferences(panel).effect,
      syntheticDid(panel)!.effect,
    ]);
    const [plain, synthetic] = [0, 1].map((k) => effects.reduce((sum, one) => sum + one[k] / runs, 0));
    // 0.7 times what the trend does: 0.2 a period, 15 periods between the middles.
    expect(plain - 1).toBeGreaterThan(1.5);
    expect(Math.abs(synthetic - 1)).toBeLessThan(0.25);
  });
});

describe('errors', () => {
  const one = asStaggered(factorPanel(stream(5), { donors: 6, treated: 1, periods: 12, before: 8, noise: 0.5, steeper: 0, effect: 0 }));
  const many = factorPanel(stream(5), { donors: 6, treated: 3, periods: 12, before: 8, noise: 0.5, steeper: 0, effect: 0 });

  it('of one treated unit come from placebos alone', () => {
    expect(jackknifeError(one, staggeredSdid(one)!)).toEqual({ kind: 'one-treated-unit' });
    expect(bootstrapError(one, 10, stream(1))).toEqual({ kind: 'one-treated-unit' });
    expect(placeboError(one, 6, stream(1))).toEqual(placeboError(one, 100, stream(2)));
  });

  it('by placebos need more donors than treated units', () => {
    const half = asStaggered({ ...many, donors: 4, units: 8, values: many.values.subarray(0, 8 * 12) });
    expect(placeboError(half, 10, stream(1))).toEqual({ kind: 'too-few-donors', donors: 4, treated: 4 });
  });

  it('by leaving units out need two treated ones in each cohort, and two donors that count', () => {
    const waves = {
      values: many.values,
      periods: 12,
      donors: 6,
      cohorts: [
        { units: 2, before: 6 },
        { units: 1, before: 8 },
      ],
    };
    expect(jackknifeError(waves, staggeredSdid(waves)!)).toEqual({ kind: 'cohort-of-one', before: 8 });
    const lone = asStaggered({ ...many, donors: 1, units: 4, values: many.values.subarray(5 * 12) });
    expect(jackknifeError(lone, staggeredSdid(lone)!)).toEqual({ kind: 'one-donor-counts', donor: 0 });
  });

  it('by draws are those of the stream', () => {
    expect(bootstrapError(asStaggered(many), 20, stream(3))).toEqual(bootstrapError(asStaggered(many), 20, stream(3)));
    expect(bootstrapError(asStaggered(many), 20, stream(3))).not.toEqual(bootstrapError(asStaggered(many), 20, stream(4)));
  });
});
