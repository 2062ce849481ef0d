import type { Scenario } from './scenario.ts';
import { supportRollout } from './support-rollout/support-rollout.ts';

/** Every built-in scenario. */
export const scenarios: readonly Scenario[] = [supportRollout];

export function scenarioOf(id: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.id === id);
}
