// Every method and check, by design: what the library exports, what goes through the contract, what the docs list. A design plans its own list for its studies.

export { heterogeneity } from '../across/heterogeneity/heterogeneity.ts';
export { judgeCalibration } from '../across/measurement/judge-calibration.ts';
export * from '../methods/before-after/questions.ts';
export * from '../methods/global-launch/questions.ts';
export * from '../methods/opt-in/questions.ts';
export * from '../methods/randomized/questions.ts';
export * from '../methods/routing/questions.ts';
export * from '../methods/staged-rollout/questions.ts';
export * from '../methods/threshold/questions.ts';
