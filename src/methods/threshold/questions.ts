// Every method and check of a feature that a score turns on: the list that grows.
export { conventionalThreshold } from './conventional.ts';
export { thresholdEffect } from './threshold-effect.ts';
