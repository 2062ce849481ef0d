import type { ArmFamily } from '../../src/across/arms/simultaneous.ts';

/** Arms against control, unadjusted, at the usual levels. */
export const familyOf = (what: Pick<ArmFamily, 'assignment' | 'arms' | 'outcomes'>): ArmFamily => ({
  ...what,
  covariates: [],
  slopes: 'common',
  comparisons: 'control',
  level: 0.95,
  boundsLevel: 0.95,
  seed: 1,
});
