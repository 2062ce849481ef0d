import { describe, expect, it } from 'vitest';
import { changed, of, randomPanel } from '../../../test/support/panels-with-donors.ts';
import { augmentedControl } from './augmented.ts';
import { syntheticControl } from './synthetic-control.ts';

describe('a synthetic control whose level is moved', () => {
  it('does not mind what a unit has more than others throughout', () => {
    const panel = randomPanel(11);
    const uneven = changed(panel, (value, unit) => value + 10 * unit ** 2);
    for (const estimator of [syntheticControl({ level: 'moved' }), augmentedControl({ level: 'moved' })]) {
      expect(Math.abs(of(estimator, uneven).effect - of(estimator, panel).effect)).toBeLessThan(1e-8);
    }
  });

  it('says that all periods before count the same', () => {
    const found = of(syntheticControl({ level: 'moved' }), randomPanel(1));
    expect([...(found.timeWeights ?? [])]).toEqual(Array(10).fill(0.1));
    expect(of(syntheticControl({ level: 'kept' }), randomPanel(1)).timeWeights).toBeUndefined();
  });
});
