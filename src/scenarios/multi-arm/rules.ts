import { clip } from '../clipped-normal.ts';
import { between, type Limit } from '../parameters.ts';
import { sigmoid } from '../sigmoid.ts';

/** What may be changed: each multiplies what the three assistants do to an outcome. Zero takes the effect away. */
export interface MultiArmParameters {
  readonly successEffect: number;
  readonly latencyEffect: number;
  readonly costEffect: number;
  readonly riskEffect: number;
}

export const multiArmParameters: MultiArmParameters = { successEffect: 1, latencyEffect: 1, costEffect: 1, riskEffect: 1 };

const factor = between(-10, 10);
export const multiArmLimits: Readonly<Record<keyof MultiArmParameters, Limit>> = {
  successEffect: factor,
  latencyEffect: factor,
  costEffect: factor,
  riskEffect: factor,
};

/** Net value of a case in dollars: what one unit of each outcome is worth. */
export const multiArmValues: Readonly<Record<string, number>> = { task_success: 14, latency_seconds: -0.8, unsafe_or_bad: -20, cost_dollars: -1 };

/** What an assistant adds: to the log-odds of success, seconds, dollars, and the chance of a bad answer. */
interface ArmEffect {
  readonly success: number;
  readonly latency: number;
  readonly cost: number;
  readonly risk: number;
}

/** The first is the control. */
export const arms = ['baseline', 'chat', 'rag', 'agent'] as const;
export const armEffects: readonly ArmEffect[] = [
  { success: 0, latency: 0, cost: 0, risk: 0 },
  { success: 0.16, latency: 0.4, cost: 0.03, risk: 0.01 },
  { success: 0.28, latency: 1.2, cost: 0.06, risk: -0.02 },
  { success: 0.4, latency: 3.5, cost: 0.18, risk: 0.03 },
];

/** What is known about a case before the assignment. */
export interface Case {
  readonly complexity: number;
  readonly customerValue: number;
}

export const valueLocation = 1.6;
export const valueScale = 0.6;
export const latencyNoise = 1.5;
export const meanCostNoise = 0.01;
export const riskSlope = 0.012;
export const leastRisk = 0.002;
export const mostRisk = 0.25;

export function successChance({ complexity, customerValue }: Case, arm: ArmEffect, p: MultiArmParameters): number {
  return sigmoid(-0.2 - 0.9 * complexity + 0.08 * Math.log1p(customerValue) + p.successEffect * arm.success);
}

export function expectedLatency(complexity: number, arm: ArmEffect, p: MultiArmParameters): number {
  return 7 + 1.7 * complexity + p.latencyEffect * arm.latency;
}

/** Before the exponential part, which has the mean `meanCostNoise`. */
export function baseCost(arm: ArmEffect, p: MultiArmParameters): number {
  return 0.04 + p.costEffect * arm.cost;
}

/** Chance of an unsafe or bad answer to a case of middling complexity, before it is clipped. */
export function middleRisk(arm: ArmEffect, p: MultiArmParameters): number {
  return 0.035 + p.riskEffect * arm.risk;
}

export function badChance(complexity: number, arm: ArmEffect, p: MultiArmParameters): number {
  return clip(middleRisk(arm, p) + riskSlope * complexity, leastRisk, mostRisk);
}
