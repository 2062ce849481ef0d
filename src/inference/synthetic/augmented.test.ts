import { describe, expect, it } from 'vitest';
import { farthest } from '../../../test/support/dummies.ts';
import { of, randomPanel } from '../../../test/support/panels-with-donors.ts';
import { augmentedControl } from './augmented.ts';
import { syntheticControl } from './synthetic-control.ts';
import { errorBefore } from './weighted-path.ts';

describe('an augmented synthetic control', () => {
  it('is the synthetic control at a huge penalty, and follows the treated units exactly at none where donors are many', () => {
    const panel = randomPanel(21, { donors: 20, before: 8 });
    const plain = of(syntheticControl({ level: 'kept' }), panel);
    const huge = of(augmentedControl({ level: 'kept', penalty: 1e14 }), panel);
    expect(farthest(huge.donorWeights, plain.donorWeights)).toBeLessThan(1e-9);
    const tiny = of(augmentedControl({ level: 'kept', penalty: 1e-9 }), panel);
    expect(errorBefore(panel, tiny)).toBeLessThan(1e-12);
  });

  it('finds no penalty with two periods before the change', () => {
    expect(augmentedControl({ level: 'kept' })(randomPanel(1, { before: 2 }))).toBeUndefined();
    expect(augmentedControl({ level: 'kept', penalty: 1 })(randomPanel(1, { before: 2 }))).toBeDefined();
  });
});
