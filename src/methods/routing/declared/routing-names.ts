import { isDrawn, isRules, type RoutingKeys, type Rules } from './keys.ts';
import { namedActions } from './policy-of.ts';

/** The actions that a routing log names, for the column of those taken and for columns of those that a policy would take. */
export function routingNames({ action, candidates = [], probabilities = {}, policies, search }: RoutingKeys): Readonly<Record<string, readonly string[]>> {
  const declared = [...(Array.isArray(candidates) ? candidates : Object.keys(candidates)), ...Object.keys(probabilities)];
  const rules = search ? [...Object.values(policies), search.rules] : Object.values(policies);
  const actions = [...new Set([...declared, ...rules.flatMap(namedActions).map((named) => named.action)])];
  const columns = Object.values(policies).flatMap((policy) =>
    isRules(policy) ? [] : 'column' in policy ? [policy.column] : isDrawn(policy) ? [policy.action] : [],
  );
  return Object.fromEntries([action, ...columns].map((column) => [column, actions]));
}

/** The conditions of its policies, and of the rows to learn from. */
export function routingConditions({ policies, search }: RoutingKeys): readonly string[] {
  const conditions = (rules: Rules): readonly string[] => rules.flatMap((r) => ('when' in r ? [r.when] : []));
  const ofPolicies = Object.values(policies).flatMap((policy) => (isRules(policy) ? conditions(policy) : []));
  return search ? [...ofPolicies, ...conditions(search.rules), search.learning] : ofPolicies;
}
