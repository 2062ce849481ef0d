import { describe, expect, it } from 'vitest';
import { farthest } from '../../../test/support/dummies.ts';
import { changed, of, predictorsOf, randomPanel } from '../../../test/support/panels-with-donors.ts';
import { augmentedControl } from './augmented.ts';
import type { Panel, SyntheticEstimator } from './panel.ts';
import { penalizedControl } from './penalized.ts';
import { predictorControl } from './predictor-control.ts';
import { syntheticControl } from './synthetic-control.ts';
import { treatedMean } from './weighted-path.ts';

const bySomePredictors: SyntheticEstimator = (panel) =>
  predictorControl({ predictors: predictorsOf(panel), weights: { kind: 'given', weights: Float64Array.of(0.2, 0.3, 0.5) } })(panel);

const estimators: readonly (readonly [string, SyntheticEstimator])[] = [
  ['level kept', syntheticControl({ level: 'kept' })],
  ['level moved', syntheticControl({ level: 'moved' })],
  ['augmented, level kept', augmentedControl({ level: 'kept' })],
  ['augmented, level moved', augmentedControl({ level: 'moved' })],
  ['penalized', penalizedControl({ kind: 'given', value: 0.3 })],
  ['penalized by a holdout', penalizedControl({ kind: 'holdout', periods: 3 })],
  ['penalized by donors', penalizedControl({ kind: 'donors' })],
  ['predictors', bySomePredictors],
];

const seeds = [0, 1, 2, 3];
/** The largest of what a check finds over panels of one or more treated units. */
const worst = (check: (panel: Panel) => number): number =>
  Math.max(...seeds.map((seed) => check(randomPanel(seed, { treated: 1 + (seed % 3), donors: 4 + 3 * seed }))));

describe.each(estimators)('a synthetic control, %s', (_, estimator) => {
  it('has weights that sum to one and an effect that is the mean gap from the change on', () => {
    expect(
      worst((panel) => {
        const { path, donorWeights, effect } = of(estimator, panel);
        const treated = treatedMean(panel);
        let gap = 0;
        for (let t = panel.before; t < panel.periods; t++) gap += (treated[t] - path[t]) / (panel.periods - panel.before);
        return Math.max(Math.abs(donorWeights.reduce((sum, weight) => sum + weight, -1)), Math.abs(gap - effect));
      }),
    ).toBeLessThan(1e-12);
  });

  it('sees an effect that is added after the change, as it is', () => {
    expect(
      worst((panel) => {
        const raised = changed(panel, (value, unit, t) => (unit >= panel.donors && t >= panel.before ? value + 7 : value));
        return Math.abs(of(estimator, raised).effect - of(estimator, panel).effect - 7);
      }),
    ).toBeLessThan(1e-12);
  });

  it('goes along with another unit of measurement', () => {
    expect(
      worst((panel) => {
        const [once, scaled] = [
          of(estimator, panel),
          of(
            estimator,
            changed(panel, (value) => 1000 * value),
          ),
        ];
        return Math.max(Math.abs(scaled.effect / 1000 - once.effect), farthest(scaled.donorWeights, once.donorWeights));
      }),
    ).toBeLessThan(1e-8);
  });

  it('does not mind a constant that all units share, nor one by period', () => {
    expect(
      worst((panel) => {
        const once = of(estimator, panel);
        const shifted = of(
          estimator,
          changed(panel, (value, _unit, t) => value + 300 + 5 * Math.sin(t)),
        );
        return Math.max(Math.abs(shifted.effect - once.effect), farthest(shifted.donorWeights, once.donorWeights));
      }),
    ).toBeLessThan(1e-7);
  });

  it('does not mind the order of donors', () => {
    expect(
      worst((panel) => {
        const { periods, donors } = panel;
        const values = panel.values.slice();
        for (let donor = 0; donor < donors; donor++) values.set(panel.values.subarray(donor * periods, (donor + 1) * periods), (donors - 1 - donor) * periods);
        const [once, turned] = [of(estimator, panel), of(estimator, { ...panel, values })];
        return Math.max(Math.abs(turned.effect - once.effect), farthest(turned.donorWeights.slice().reverse(), once.donorWeights));
      }),
    ).toBeLessThan(1e-8);
  });

  it('is of the mean of treated units', () => {
    const panel = randomPanel(5, { treated: 3 });
    const mean = treatedMean(panel);
    const joined = { ...panel, units: panel.donors + 1, values: Float64Array.of(...panel.values.subarray(0, panel.donors * panel.periods), ...mean) };
    expect(Math.abs(of(estimator, joined).effect - of(estimator, panel).effect)).toBeLessThan(1e-9);
  });

  it('puts all weight on a donor that equals the treated unit', () => {
    const panel = randomPanel(9);
    const { periods, donors, units, before } = panel;
    const values = panel.values.slice();
    values.copyWithin(4 * periods, (units - 1) * periods, (units - 1) * periods + before);
    const { donorWeights } = of(estimator, { ...panel, values });
    expect(
      farthest(
        donorWeights,
        Float64Array.from({ length: donors }, (_, donor) => Number(donor === 4)),
      ),
    ).toBeLessThan(1e-9);
  });

  it('takes one donor as it is, and has nothing to say without', () => {
    const panel = randomPanel(2, { donors: 1 });
    const given = estimator(panel);
    if (given !== undefined) expect([...given.donorWeights]).toEqual([1]);
    expect(estimator({ ...panel, values: panel.values.slice(panel.periods), units: 1, donors: 0 })).toBeUndefined();
  });

  it('gives the same each time, and changes nothing of the panel', () => {
    const panel = randomPanel(3);
    const before = panel.values.slice();
    expect(of(estimator, panel)).toEqual(of(estimator, panel));
    expect(panel.values).toEqual(before);
  });

  it('bears donors that never change or repeat each other', () => {
    const panel = changed(randomPanel(6), (value, unit) => (unit === 2 ? 20 : unit === 3 ? 5 : value));
    panel.values.copyWithin(7 * panel.periods, 6 * panel.periods, 7 * panel.periods);
    const { path, effect } = of(estimator, panel);
    expect([...path, effect].every(Number.isFinite)).toBe(true);
  });
});
