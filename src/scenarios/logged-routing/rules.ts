import { between, type Limit } from '../parameters.ts';
import { sigmoid } from '../sigmoid.ts';

export interface RoutingParameters {
  /** Divides the log-odds of the logging policy: near zero it hardly ever tries another action. */
  readonly temperature: number;
  /** Standard deviation of a reward around what its context and action lead to expect. */
  readonly rewardNoise: number;
}

export const routingParameters: RoutingParameters = { temperature: 1, rewardNoise: 1.2 };

export const routingLimits: Readonly<Record<keyof RoutingParameters, Limit>> = { temperature: between(0.05, 100), rewardNoise: between(0, 100) };

export const actions = ['small_model', 'large_model', 'human'] as const;

/** What is known about a request when it is routed. */
export interface Context {
  readonly difficulty: number;
  readonly risk: number;
}

export const valueLocation = 1.4;
export const valueScale = 0.7;
export const meanCustomerValue = Math.exp(valueLocation + valueScale ** 2 / 2);
const costs = [0.03, 0.18, 2.5];

/** The chances with which the logging policy takes each action. */
export function loggingChances({ difficulty, risk }: Context, { temperature }: RoutingParameters): readonly number[] {
  const logits = [1.2 - 1.1 * difficulty - 0.8 * risk, 0.2 + 0.5 * difficulty + 0.1 * risk, -0.9 + 0.8 * difficulty + 1.2 * risk];
  const most = Math.max(...logits);
  const odds = logits.map((logit) => Math.exp((logit - most) / temperature));
  const sum = odds.reduce((a, b) => a + b);
  return odds.map((o) => o / sum);
}

/** The most that a step of difficulty or risk moves one of those log-odds against another, at temperature 1. */
export const steepestLogging = 2;

/** Where the new policy changes its mind. */
export const cuts = { difficulty: [-0.3, 1.4], risk: [1] } as const;

/** The action of the policy that is to be valued, as an index of `actions`. */
export function newPolicy({ difficulty, risk }: Context): number {
  if (risk > cuts.risk[0] || difficulty > cuts.difficulty[1]) return 2;
  return difficulty > cuts.difficulty[0] ? 1 : 0;
}

/** The expected reward of each action: what success is worth, and more to a valuable customer, less what the action costs. */
export function expectedRewards({ difficulty, risk }: Context, customerValue: number): readonly number[] {
  const success = [sigmoid(1 - 1.2 * difficulty - risk), sigmoid(1.3 - 0.55 * difficulty - 0.55 * risk), sigmoid(1.7 - 0.25 * difficulty - 0.25 * risk)];
  return success.map((chance, action) => (10 + 0.35 * customerValue) * chance - costs[action]);
}
