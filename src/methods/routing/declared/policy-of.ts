import { column, indicator, is, number, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { parseExpression } from '../../../expressions/parse/parse-expression.ts';
import type { Column } from '../../../relation/schema.ts';
import { sharesIn } from '../../../relation/shares.ts';
import type { Policy } from '../own.ts';
import { type DeclaredPolicy, type DrawnPolicy, isDrawn, isRules, isTable, type Rules, type TablePolicy } from './keys.ts';

/** A declared policy as chances of actions. */
export function policyOf(name: string, declared: DeclaredPolicy, logged: Logged): Policy {
  return {
    name,
    chances: isTable(declared) ? columnsOfShares(sharesIn(logged.schema ?? [], name)) : chancesOf(declared, logged),
    says: policyText(declared),
    ...(isDrawn(declared) && { drawn: declared }),
  };
}

/** The column of the action that was taken, and all that there are. */
export interface Logged {
  readonly action: string;
  readonly actions: readonly string[];
  /** The columns of the rows, among them those of tables of chances. */
  readonly schema?: readonly Column[];
}

/** `human where risk > 1; else small_model`. */
export function policyText(policy: DeclaredPolicy): string {
  if (isRules(policy)) return policy.map((r) => ('when' in r ? `${r.action} where ${r.when}` : r.otherwise)).join('; else ');
  if ('column' in policy) return `the action in ${policy.column}`;
  if (isTable(policy)) return `chances by ${policy.by} in ${policy.table}`;
  if (isDrawn(policy)) return `draws such as ${policy.action}, by chances of which ${policy.probability} is that of the logged action`;
  return Object.entries(policy.probabilities)
    .map(([action, chance]) => `${action} with chance ${chance}`)
    .join(', ');
}

interface NamedAction {
  readonly action: string;
  readonly path: readonly (string | number)[];
}

/** Every action that a policy names, and where. */
export function namedActions(policy: DeclaredPolicy): readonly NamedAction[] {
  if (isRules(policy)) return policy.map((r, i) => ('when' in r ? { action: r.action, path: [i, 'action'] } : { action: r.otherwise, path: [i, 'otherwise'] }));
  return 'probabilities' in policy ? Object.keys(policy.probabilities).map((action) => ({ action, path: ['probabilities', action] })) : [];
}

const columnsOfShares = (shares: Readonly<Record<string, string>>): Policy['chances'] =>
  Object.fromEntries(Object.entries(shares).map(([action, name]) => [action, column(name)]));

function chancesOf(policy: Exclude<DeclaredPolicy, TablePolicy>, { action: logged, actions }: Logged): Policy['chances'] {
  if (isRules(policy)) {
    const taken = [...new Set(namedActions(policy).map(({ action }) => action))];
    return Object.fromEntries(taken.map((action) => [action, chanceByRules(policy, action)]));
  }
  if ('column' in policy) return Object.fromEntries(actions.map((action) => [action, indicator(is(column(policy.column), action))]));
  if (isDrawn(policy)) return Object.fromEntries(actions.map((action) => [action, chanceByDraw(policy, logged, action)]));
  return Object.fromEntries(
    Object.entries(policy.probabilities).map(([action, chance]) => [action, typeof chance === 'number' ? number(chance) : column(chance)]),
  );
}

/**
 * What is known of the chance of an action: of the one that was taken the chance itself, of another one where it was drawn, which is its chance on average, since the draw
 * knows nothing of what was taken.
 */
const chanceByDraw = ({ action: drawn, probability }: DrawnPolicy, logged: string, action: string): Expression =>
  when(is(column(logged), action), column(probability), indicator(is(column(drawn), action)));

/** 1 where the first rule that holds takes this action. A condition that is unknown does not hold. */
function chanceByRules(rules: Rules, action: string): Expression {
  return [...rules]
    .reverse()
    .reduce<Expression>(
      (below, r) => ('when' in r ? when(parseExpression(r.when), r.action === action ? 1 : 0, below) : number(r.otherwise === action ? 1 : 0)),
      number(0),
    );
}
