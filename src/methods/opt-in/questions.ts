// Every method and check of a feature that units chose by themselves: the list that grows.
export { heavyTail } from '../../diagnostics/heavy-tail.ts';
export { missingness } from '../../diagnostics/missingness.ts';
export { repeatedUnits } from '../../diagnostics/repeated-units.ts';
export { unitFlow } from '../../diagnostics/unit-flow.ts';
export { adjustedBalance } from './adjusted-balance.ts';
export { doublyRobust } from './doubly-robust.ts';
export { hiddenCause } from './hidden-cause.ts';
export { instrumented } from './instrumented.ts';
export { matching } from './matching.ts';
export { naiveDifference } from './naive-difference.ts';
export { negativeControl } from './negative-control.ts';
export { overlap } from './overlap.ts';
export { partiallyLinearEffect } from './partially-linear.ts';
export { propensityWeighting } from './propensity-weighting.ts';
export { refuters } from './refuters.ts';
export { regressionAdjustment } from './regression-adjustment.ts';
export { underEach } from './under-each.ts';
