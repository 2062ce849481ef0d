import type { Condition, PolicyTree } from '../policy-tree.ts';

/** A tree as rules of which the first that holds is taken; where a condition is unknown, it does not hold. */
export interface RuleList {
  readonly rules: readonly { readonly when: readonly Condition[]; readonly arm: number }[];
  readonly otherwise: number;
}

/**
 * The rules of a tree, from its first leaf. Only what holds on the way to a leaf is asked: whatever fails was taken by a rule before, so that nothing is ever denied, and unknown
 * values need no care.
 */
export function ruleListOf(tree: PolicyTree): RuleList {
  const all = rulesIn(tree, []);
  const otherwise = all[all.length - 1].arm;
  const last = all.findLastIndex(({ arm }) => arm !== otherwise);
  return { rules: all.slice(0, last + 1), otherwise };
}

const rulesIn = (tree: PolicyTree, when: readonly Condition[]): RuleList['rules'] =>
  tree.kind === 'leaf' ? [{ when, arm: tree.arm }] : [...rulesIn(tree.holds, [...when, tree.condition]), ...rulesIn(tree.fails, when)];
