import { column } from '../../expressions/build.ts';
import type { Policy } from '../../protocol/routing.ts';
import { derive, type Step } from '../../relation/steps.ts';
import type { Settled } from './options.ts';

const nameOf = (policy: Policy, action: string): string => `estimand:chance:${policy.name}:${action}`;

/** Makes the chances of policies columns, once a row, for the many expressions that read them. */
export const chanceColumns = ({ policies }: Settled): Step =>
  derive(Object.fromEntries(policies.flatMap((policy) => Object.entries(policy.chances).map(([action, chance]) => [nameOf(policy, action), chance]))));

/** The same policies after that step. */
export const onChanceColumns = (s: Settled): Settled => ({
  ...s,
  policies: s.policies.map((policy) => ({
    ...policy,
    chances: Object.fromEntries(Object.keys(policy.chances).map((action) => [action, column(nameOf(policy, action))])),
  })),
});
