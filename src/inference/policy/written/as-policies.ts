import { and, atMost, column, equals, isKnown, not, number, or, text } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { expressionText } from '../../../expressions/parse/expression-text.ts';
import { parseExpression } from '../../../expressions/parse/parse-expression.ts';
import type { Condition, PolicyTree } from '../policy-tree.ts';
import { ruleListOf } from './rule-list.ts';

/** What columns of levels hold in the data: their levels are written so. */
export type LevelTypes = Readonly<Record<string, 'text' | 'number' | 'boolean'>>;

/** A condition over the columns of a row: holds where it holds of the unit, and is false or unknown elsewhere. */
function conditionExpression(condition: Condition, types: LevelTypes = {}): Expression {
  const of = column(condition.column);
  const unknown = not(isKnown(of));
  if (condition.kind === 'unknown') return unknown;
  const holds: readonly Expression[] =
    condition.kind === 'at-most' ? [atMost(of, condition.value)] : condition.levels.map((level) => hasLevel(of, level, typeOf(types, condition.column)));
  return [...holds, ...(condition.unknown ? [unknown] : [])].reduce((a, b) => or(a, b));
}

export const typeOf = (types: LevelTypes, name: string): LevelTypes[string] => (Object.hasOwn(types, name) ? types[name] : 'text');

function hasLevel(of: Expression, level: string, type: LevelTypes[string]): Expression {
  if (type === 'text') return { op: 'equals', left: of, right: text(level) };
  return type === 'number' ? equals(of, number(Number(level))) : equals(of, { op: 'boolean', value: level === 'true' });
}

/** A policy as a study declares it under `design.policies`. */
export type WrittenPolicy = readonly ({ readonly when: string; readonly action: string } | { readonly otherwise: string })[];

/**
 * A tree as a policy of a study file, such as [{when: tenure <= 30, action: rag}, {otherwise: nothing}].
 *
 * Shapes   `arms`: what each arm is called in the log, control first.
 * Errors   expression-invalid when a rule names so many levels that no study could hold it.
 */
export function asPolicy(tree: PolicyTree, arms: readonly string[], types: LevelTypes = {}): WrittenPolicy {
  const { rules, otherwise } = ruleListOf(tree);
  return [
    ...rules.map(({ when, arm }) => {
      const written = expressionText(when.map((condition) => conditionExpression(condition, types)).reduce((a, b) => and(a, b)));
      parseExpression(written);
      return { when: written, action: arms[arm] };
    }),
    { otherwise: arms[otherwise] },
  ];
}
