export { scenarioOf, scenarios } from './scenarios/catalogue.ts';
export type { Scenario, Simulated, SimulateOptions, Truth } from './scenarios/scenario.ts';
export type { SupportParameters } from './scenarios/support-rollout/rules.ts';
export { supportRollout } from './scenarios/support-rollout/support-rollout.ts';
