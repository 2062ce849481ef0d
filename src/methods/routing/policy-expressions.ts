import { add, column, divide, is, number, sum, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { decisionTree, descend } from './decision-tree.ts';
import { byTaken, chanceOf, wantedBy } from './log-expressions.ts';
import type { LogOptions } from './options.ts';
import type { Policy } from './own.ts';

/** The chance that a policy gives the action that was taken. */
export function ownChance(log: Pick<LogOptions, 'action' | 'actions'>, policy: Policy): Expression {
  const tree = decisionTree(policy);
  if (!tree) return byTaken(log, (name) => chanceOf(policy, name));
  const taken = column(log.action);
  return descend(tree, (chances) =>
    [...chances]
      .filter(([, chance]) => chance !== 0)
      .reduceRight<Expression>((otherwise, [name, chance]) => when(is(taken, name), chance, otherwise), number(0)),
  );
}

/** That chance over the one with which the action was taken. */
export const weightOf = (log: Pick<LogOptions, 'action' | 'actions'>, policy: Policy, taken: Expression): Expression => divide(ownChance(log, policy), taken);

/** What the policy would bring in a row, by what its actions would. */
export function meanUnder({ actions }: Pick<LogOptions, 'actions'>, policy: Policy, of: (action: string) => Expression): Expression {
  const tree = decisionTree(policy);
  if (!tree) return sum(wantedBy(policy, actions).map((action) => times(chanceOf(policy, action), of(action))));
  return descend(
    tree,
    (chances) =>
      [...chances]
        .filter(([, chance]) => chance !== 0)
        .map(([action, chance]) => (chance === 1 ? of(action) : times(chance, of(action))))
        .reduce<Expression | undefined>((so, term) => (so ? add(so, term) : term), undefined) ?? number(0),
  );
}
