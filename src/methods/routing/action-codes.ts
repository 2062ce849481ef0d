import { column, equals, is, number, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { decisionTree, descend, leavesOf } from './decision-tree.ts';
import { byTaken } from './log-expressions.ts';
import type { LogOptions } from './options.ts';
import type { Policy } from './own.ts';

// Actions as their places in the list of actions: small whole numbers, which a database compares faster than names.

type Actions = Pick<LogOptions, 'action' | 'actions'>;

const takenName = 'estimand:action';
const wantedName = ({ name }: Policy): string => `estimand:wanted:${name}`;

/** The columns of codes: of the action that was taken, and of those that rule lists take for certain. */
export function codeColumns(log: Actions, policies: readonly Policy[]): Readonly<Record<string, Expression>> {
  const wanted = policies.flatMap((policy) => {
    const code = wantedCode(log, policy);
    return code ? [[wantedName(policy), code] as const] : [];
  });
  return { [takenName]: byTaken(log, (action) => number(log.actions.indexOf(action))), ...Object.fromEntries(wanted) };
}

/** The place of the action that a rule list takes; undefined where a policy leaves anything to chance. */
export function wantedCode({ actions }: Actions, policy: Policy): Expression | undefined {
  const tree = decisionTree(policy);
  if (!tree || !leavesOf(tree).every((chances) => certainIn(chances, actions) >= 0)) return undefined;
  return descend(tree, (chances) => number(certainIn(chances, actions)));
}

function certainIn(chances: ReadonlyMap<string, number>, actions: readonly string[]): number {
  const taken = [...chances].filter(([, chance]) => chance !== 0);
  return taken.length === 1 && taken[0][1] === 1 ? actions.indexOf(taken[0][0]) : -1;
}

/** The choice, among one value for each action, of the value of the action taken. */
export const ofTaken = ({ actions }: Actions, of: (action: string) => Expression): Expression => chosen(takenName, actions, of);

/** The choice of the value of the action that a rule list takes. */
export const ofWanted = ({ actions }: Actions, policy: Policy, of: (action: string) => Expression): Expression => chosen(wantedName(policy), actions, of);

/** Does a rule list take the action that was taken? */
export const agrees = (policy: Policy): Expression => equals(column(wantedName(policy)), column(takenName));

function chosen(code: string, actions: readonly string[], of: (action: string) => Expression): Expression {
  const last = actions.length - 1;
  return actions.slice(0, last).reduceRight((otherwise, action, i) => when(is(column(code), String(i)), of(action), otherwise), of(actions[last]));
}
