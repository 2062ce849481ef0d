import { column } from '../../expressions/build.ts';
import { derive, type Step } from '../../relation/steps.ts';
import { decisionTree } from './decision-tree.ts';
import type { Settled } from './options.ts';
import type { Policy } from './own.ts';

const nameOf = (policy: Policy, action: string): string => `estimand:chance:${policy.name}:${action}`;

/** Makes the chances of policies columns, once a row, for the many expressions that read them. */
export function chanceColumns({ policies }: Settled): readonly Step[] {
  const made = policies.filter(isMade).flatMap((policy) => Object.entries(policy.chances).map(([action, chance]) => [nameOf(policy, action), chance] as const));
  return made.length > 0 ? [derive(Object.fromEntries(made))] : [];
}

/** A rule list is gone down once a row as it is. */
const isMade = (policy: Policy): boolean => decisionTree(policy) === undefined;

/** The same policies after that step. */
export const onChanceColumns = (s: Settled): Settled => ({
  ...s,
  policies: s.policies.map((policy) =>
    isMade(policy) ? { ...policy, chances: Object.fromEntries(Object.keys(policy.chances).map((action) => [action, column(nameOf(policy, action))])) } : policy,
  ),
});
