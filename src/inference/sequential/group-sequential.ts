// Looks that are planned: bounds by spending, what they cost and find, and what is said after them.
export { type AfterStopping, afterStopping, type Stopped } from './after-stopping.ts';
export { boundsOfSpent, type EfficacyPlan, efficacyBounds } from './bounds.ts';
export { type Bounds, crossingChances } from './crossing.ts';
export { conditionalPower, type Futility, type FutilityPlan, futilityBounds, type Halfway } from './futility.ts';
export { repeatedPValue, type Seen } from './repeated.ts';
