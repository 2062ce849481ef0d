import { describe, expect, it } from 'vitest';
import { farthest } from '../../../test/support/dummies.ts';
import { of, randomPanel } from '../../../test/support/panels-with-donors.ts';
import { treatedMean } from './panels-of.ts';
import { penalizedControl } from './penalized.ts';
import { syntheticControl } from './synthetic-control.ts';

describe('a penalized synthetic control', () => {
  it('is the nearest donor at a huge penalty, and the synthetic control at none', () => {
    const panel = randomPanel(31);
    const { periods, donors, before } = panel;
    const target = treatedMean(panel);
    const distances = Array.from({ length: donors }, (_, donor) => {
      let sum = 0;
      for (let t = 0; t < before; t++) sum += (panel.values[donor * periods + t] - target[t]) ** 2;
      return sum;
    });
    const nearest = distances.indexOf(Math.min(...distances));
    expect(of(penalizedControl({ kind: 'given', value: 1e6 }), panel).donorWeights[nearest]).toBe(1);
    const none = of(penalizedControl({ kind: 'given', value: 0 }), panel);
    expect(farthest(none.donorWeights, of(syntheticControl({ level: 'kept' }), panel).donorWeights)).toBeLessThan(1e-12);
  });

  it('needs a period to fit, one to predict, and other donors', () => {
    expect(penalizedControl({ kind: 'holdout', periods: 10 })(randomPanel(1))).toBeUndefined();
    expect(penalizedControl({ kind: 'holdout', periods: 0 })(randomPanel(1))).toBeUndefined();
    expect(penalizedControl({ kind: 'donors' })(randomPanel(1, { donors: 2 }))).toBeUndefined();
  });
});
