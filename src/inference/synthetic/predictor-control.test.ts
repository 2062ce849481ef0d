import { describe, expect, it } from 'vitest';
import { farthest } from '../../../test/support/dummies.ts';
import { of, predictorsOf, randomPanel } from '../../../test/support/panels-with-donors.ts';
import { predictorControl } from './predictor-control.ts';
import { syntheticControl } from './synthetic-control.ts';
import { errorBefore } from './weighted-path.ts';

describe('a synthetic control on predictors', () => {
  const panel = randomPanel(41);
  const predictors = predictorsOf(panel);

  it('is the one on outcomes where these are the predictors, each counting as the square of its spread', () => {
    const { units, periods, before, donors, values } = panel;
    const outcomes = new Float64Array(before * units);
    for (let t = 0; t < before; t++) for (let unit = 0; unit < units; unit++) outcomes[t * units + unit] = values[unit * periods + t];
    const weights = Float64Array.from({ length: before }, (_, t) => {
      const row = outcomes.subarray(t * units, (t + 1) * units);
      const mean = row.reduce((sum, value) => sum + value, 0) / units;
      return row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / donors;
    });
    const found = of(predictorControl({ predictors: outcomes, weights: { kind: 'given', weights } }), panel);
    expect(farthest(found.donorWeights, of(syntheticControl({ level: 'kept' }), panel).donorWeights)).toBeLessThan(1e-10);
  });

  it('does not mind units of predictors, a constant one, or what weights sum to', () => {
    const { units } = panel;
    const weights = Float64Array.of(0.2, 0.3, 0.5);
    const once = of(predictorControl({ predictors, weights: { kind: 'given', weights } }), panel);
    const others = Float64Array.of(...predictors.map((value, at) => (at < units ? 1000 * value + 4 : value)), ...new Float64Array(units).fill(0.1));
    const again = of(predictorControl({ predictors: others, weights: { kind: 'given', weights: Float64Array.of(2, 3, 5, 9) } }), panel);
    expect(farthest(again.donorWeights, once.donorWeights)).toBeLessThan(1e-9);
  });

  it('follows outcomes no worse than with predictors that count the same, or one far above the others', () => {
    for (const seed of [0, 1]) {
      const own = randomPanel(seed, { donors: 8 });
      const told = predictorsOf(own);
      const nested = errorBefore(own, of(predictorControl({ predictors: told, weights: { kind: 'nested' } }), own));
      for (const weights of [Float64Array.of(1, 1, 1), Float64Array.of(1, 0.01, 0.01), Float64Array.of(0.01, 1, 0.01), Float64Array.of(0.01, 0.01, 1)]) {
        const given = errorBefore(own, of(predictorControl({ predictors: told, weights: { kind: 'given', weights } }), own));
        expect(nested).toBeLessThanOrEqual(given * (1 + 1e-9));
      }
    }
  });

  it('takes the match that follows outcomes best where many match', () => {
    const one = predictors.slice(2 * panel.units);
    const found = of(predictorControl({ predictors: one, weights: { kind: 'nested' } }), panel);
    const matched = found.donorWeights.reduce((sum, weight, donor) => sum + weight * one[donor], 0);
    expect(matched).toBeCloseTo(one[panel.donors], 7);
    expect(errorBefore(panel, found)).toBeLessThan(1.05 * errorBefore(panel, of(syntheticControl({ level: 'kept' }), panel)));
  });

  it('needs periods on both sides of the split', () => {
    for (const split of [0, panel.before])
      expect(predictorControl({ predictors, weights: { kind: 'cross-validated', training: predictors, split } })(panel)).toBeUndefined();
  });
});
