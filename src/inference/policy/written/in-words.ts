import type { Condition, PolicyTree } from '../policy-tree.ts';

export interface WordOptions {
  /** What units are called, such as users. */
  readonly units?: string;
  /** Columns of which every unit had a value: of them nothing is said of the unknown. */
  readonly known?: readonly string[];
}

/** On the way to a leaf: a condition that holds, or fails. */
interface Step {
  readonly condition: Condition;
  readonly holds: boolean;
}

interface Way {
  readonly steps: readonly Step[];
  readonly arm: number;
  readonly units: number;
}

/**
 * A tree in one sentence, such as "users with tenure at most 30 and plan "free" get rag; all others get nothing".
 *
 * Shapes   `arms`: what each arm is called, control first. The arm of most units is that of all others.
 */
export function inWords(tree: PolicyTree, arms: readonly string[], { units = 'units', known = [] }: WordOptions = {}): string {
  const ways = waysIn(tree, []);
  const sizes = arms.map((_, arm) => ways.reduce((sum, way) => sum + (way.arm === arm ? way.units : 0), 0));
  const rest = sizes.indexOf(Math.max(...sizes));
  const told = ways.filter(({ arm }) => arm !== rest);
  if (told.length === 0) return `all ${units} get ${arms[rest]}`;
  const parts = arms.flatMap((name, arm) => {
    const own = told.filter((way) => way.arm === arm);
    return own.length === 0 ? [] : [`${units} with ${own.map(({ steps }) => wayWords(steps, known)).join(', or with ')} get ${name}`];
  });
  return `${parts.join('; ')}; all others get ${arms[rest]}`;
}

const waysIn = (tree: PolicyTree, steps: readonly Step[]): readonly Way[] =>
  tree.kind === 'leaf'
    ? [{ steps, arm: tree.arm, units: tree.units }]
    : [
        ...waysIn(tree.holds, [...steps, { condition: tree.condition, holds: true }]),
        ...waysIn(tree.fails, [...steps, { condition: tree.condition, holds: false }]),
      ];

/** What is said of one column stands together, in the order of the tree. */
function wayWords(steps: readonly Step[], known: readonly string[]): string {
  const columns = [...new Set(steps.map(({ condition }) => condition.column))];
  return columns
    .map(
      (column) =>
        `${column} ${columnWords(
          steps.filter(({ condition }) => condition.column === column),
          known.includes(column),
        )}`,
    )
    .join(' and ');
}

/** What is left of a column: a range or levels, and whether the unknown are with them. */
function columnWords(steps: readonly Step[], known: boolean): string {
  const unknown = !known && steps.every(({ condition, holds }) => (condition.kind === 'unknown' ? true : condition.unknown) === holds);
  if (steps.some(({ condition, holds }) => condition.kind === 'unknown' && holds)) return 'unknown';
  const numbers = steps.flatMap(({ condition, holds }) => (condition.kind === 'at-most' ? [{ value: condition.value, holds }] : []));
  const [tops, bottoms] = [numbers.filter(({ holds }) => holds), numbers.filter(({ holds }) => !holds)].map((some) => some.map(({ value }) => value));
  const range = [...(bottoms.length > 0 ? [`above ${Math.max(...bottoms)}`] : []), ...(tops.length > 0 ? [`at most ${Math.min(...tops)}`] : [])];
  const among = steps.flatMap(({ condition, holds }) => (condition.kind === 'among' ? [{ levels: condition.levels, holds }] : []));
  const kept = among.filter(({ holds }) => holds).map(({ levels }) => levels);
  const out = among.filter(({ holds }) => !holds).flatMap(({ levels }) => levels);
  const inside = kept.length > 0 ? kept.reduce((a, b) => a.filter((level) => b.includes(level))).filter((level) => !out.includes(level)) : [];
  const levels = kept.length > 0 ? [listed(inside)] : out.length > 0 ? [`other than ${listed([...new Set(out)])}`] : [];
  const words = [...range, ...levels].join(' and ');
  if (words === '') return 'known';
  return unknown ? `${words} or unknown` : words;
}

const listed = (levels: readonly string[]): string => levels.map((level) => `"${level}"`).join(' or ');
