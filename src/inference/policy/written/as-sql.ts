import type { Condition, PolicyTree } from '../policy-tree.ts';
import { type LevelTypes, typeOf } from './as-policies.ts';
import { ruleListOf } from './rule-list.ts';

/** How a database writes names and text: a dialect's quotes, handed in. */
export interface SqlQuotes {
  readonly identifier: (name: string) => string;
  readonly text: (value: string) => string;
}

/** As the standard has it: names in double quotes, text in single ones, each doubled where it is part of what is quoted. */
const standardQuotes: SqlQuotes = {
  identifier: (name) => `"${name.replaceAll('"', '""')}"`,
  text: (value) => `'${value.replaceAll("'", "''")}'`,
};

/**
 * A tree as an SQL expression, which is the name of the arm of each row: a CASE whose conditions, where unknown, do not hold.
 *
 * Shapes   `arms`: what each arm is called, control first. Columns are found by the names of the features, and must be of their types.
 */
export function asSql(tree: PolicyTree, arms: readonly string[], quotes: SqlQuotes = standardQuotes, types: LevelTypes = {}): string {
  const { rules, otherwise } = ruleListOf(tree);
  if (rules.length === 0) return quotes.text(arms[otherwise]);
  const cases = rules.map(
    ({ when, arm }) => `  WHEN ${when.map((condition) => sqlCondition(condition, quotes, types)).join(' AND ')} THEN ${quotes.text(arms[arm])}`,
  );
  return ['CASE', ...cases, `  ELSE ${quotes.text(arms[otherwise])}`, 'END'].join('\n');
}

function sqlCondition(condition: Condition, { identifier, text }: SqlQuotes, types: LevelTypes): string {
  const name = identifier(condition.column);
  const unknown = `${name} IS NULL`;
  if (condition.kind === 'unknown') return unknown;
  const literal = (level: string): string => (typeOf(types, condition.column) === 'text' ? text(level) : level);
  const holds =
    condition.kind === 'at-most'
      ? `${name} <= ${sqlNumber(condition.value)}`
      : condition.levels.length === 1
        ? `${name} = ${literal(condition.levels[0])}`
        : `${name} IN (${condition.levels.map(literal).join(', ')})`;
  return condition.unknown ? `(${holds} OR ${unknown})` : holds;
}

/** A fraction with an exponent is a double everywhere; without one it may be a decimal of few digits. */
const sqlNumber = (value: number): string => (Number.isInteger(value) || String(value).includes('e') ? String(value) : `${value}e0`);
