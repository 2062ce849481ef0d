import { number, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { expressionKey } from '../../expressions/walk.ts';
import type { Policy } from './own.ts';

/** A policy that asks conditions in turn and ends in fixed chances: what a rule list is. */
export type DecisionTree =
  | { readonly kind: 'leaf'; readonly index: number; readonly chances: ReadonlyMap<string, number> }
  | { readonly kind: 'branch'; readonly condition: Expression; readonly then: DecisionTree; readonly otherwise: DecisionTree };

const mostLeaves = 64;

/** The policy as one tree, if its chances are trees of the same conditions, so that each row is evaluated once instead of once for each action. */
export function decisionTree({ chances }: Policy): DecisionTree | undefined {
  const leaves = { count: 0 };
  const tree = zipped(Object.entries(chances), leaves);
  return tree && leaves.count <= mostLeaves ? tree : undefined;
}

function zipped(trees: readonly (readonly [string, Expression])[], leaves: { count: number }): DecisionTree | undefined {
  if (leaves.count > mostLeaves) return undefined;
  const first = trees.find(([, e]) => e.op !== 'number');
  if (!first) return { kind: 'leaf', index: leaves.count++, chances: new Map(trees.map(([action, e]) => [action, (e as { value: number }).value])) };
  const [, branch] = first;
  if (branch.op !== 'when') return undefined;
  const key = expressionKey(branch.condition);
  const side = (of: 'value' | 'otherwise') =>
    trees.map(([action, e]): readonly [string, Expression] => [action, e.op === 'when' && expressionKey(e.condition) === key ? e[of] : e]);
  const then = zipped(side('value'), leaves);
  const otherwise = then && zipped(side('otherwise'), leaves);
  return then && otherwise && { kind: 'branch', condition: branch.condition, then, otherwise };
}

/** The value of a row, by a function of its leaf. */
export function descend(tree: DecisionTree, leaf: (chances: ReadonlyMap<string, number>, index: number) => Expression): Expression {
  if (tree.kind === 'leaf') return leaf(tree.chances, tree.index);
  return when(tree.condition, descend(tree.then, leaf), descend(tree.otherwise, leaf));
}

export function leavesOf(tree: DecisionTree): readonly ReadonlyMap<string, number>[] {
  return tree.kind === 'leaf' ? [tree.chances] : [...leavesOf(tree.then), ...leavesOf(tree.otherwise)];
}

/** Which leaf a row ends in. */
export const leafOf = (tree: DecisionTree): Expression => descend(tree, (_, index) => number(index));
