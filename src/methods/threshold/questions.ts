// Every method and check of a feature that a score turns on: the list that grows.
export { conventionalThreshold } from './conventional.ts';
export { densityPlot } from './density-plot.ts';
export { thresholdEffect } from './threshold-effect.ts';
export { thresholdPlot } from './threshold-plot.ts';
