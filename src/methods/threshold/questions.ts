// Every method and check of a feature that a score turns on: the list that grows.
export { repeatedUnits } from '../../diagnostics/repeated-units.ts';
export { bandwidthSensitivity } from './bandwidth-sensitivity.ts';
export { conventionalThreshold } from './conventional.ts';
export { covariateJumps } from './covariate-jumps.ts';
export { decisionByScore } from './decision-by-score.ts';
export { density } from './density.ts';
export { densityPlot } from './density-plot.ts';
export { donutSensitivity } from './donut-sensitivity.ts';
export { firstStage } from './first-stage.ts';
export { placeboCutoffs } from './placebo-cutoffs.ts';
export { rowsLost } from './rows-lost.ts';
export { rowsNear } from './rows-near.ts';
export { thresholdEffect } from './threshold-effect.ts';
export { thresholdPlot } from './threshold-plot.ts';
