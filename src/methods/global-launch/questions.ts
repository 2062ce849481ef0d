// Every method and check of a launch that came to units at one time: the list that grows.
export { donorJumps } from './donor-jumps.ts';
export { donorWeights } from './donor-weights.ts';
export { effectByPeriod } from './effect-by-period.ts';
export { fitBefore } from './fit-before.ts';
export { launchEffect } from './launch-effect.ts';
export { launchUnits } from './launch-units.ts';
export { otherEstimators } from './other-estimators.ts';
export { placeboDates } from './placebo-dates.ts';
export { placeboUnits } from './placebo-units.ts';
export { withoutEachDonor } from './without-each-donor.ts';
