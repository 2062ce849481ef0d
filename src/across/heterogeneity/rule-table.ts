import type { Exhibit } from '../../estimate/exhibit.ts';
import { sayShare } from '../../estimate/say.ts';
import type { HonestPolicy } from '../../inference/policy/learn-and-value.ts';
import { type Condition, leavesOf, type PolicyTree } from '../../inference/policy/policy-tree.ts';
import type { Benefit } from './options.ts';

interface Leaf {
  readonly who: string;
  readonly arm: number;
  readonly units: number;
}

/** The rule, a row a leaf. */
export function ruleTable({ tree }: HonestPolicy, words: string, known: readonly string[], of: Benefit): Exhibit {
  const arms = [of.control, ...of.treatments];
  const units = leavesOf(tree).reduce((sum, leaf) => sum + leaf.units, 0);
  const leaves = waysOf(tree, [], known);
  const says = `${words[0].toUpperCase()}${words.slice(1)}.`;
  return {
    id: `rule:${of.outcome}`,
    title: `Whom to treat (${of.outcome})`,
    kind: 'table',
    part: 'benefit',
    says,
    alt: says,
    columns: {
      who: leaves.map(({ who }) => who),
      arm: leaves.map(({ arm }) => arms[arm]),
      'share of units': leaves.map((leaf) => sayShare(leaf.units / units)),
    },
  };
}

const waysOf = (tree: PolicyTree, way: readonly string[], known: readonly string[]): readonly Leaf[] =>
  tree.kind === 'leaf'
    ? [{ who: way.length === 0 ? 'all units' : way.join(' and '), arm: tree.arm, units: tree.units }]
    : [...waysOf(tree.holds, [...way, asked(tree.condition, true, known)], known), ...waysOf(tree.fails, [...way, asked(tree.condition, false, known)], known)];

function asked(condition: Condition, holds: boolean, columnsKnown: readonly string[]): string {
  const { kind, column } = condition;
  if (kind === 'unknown') return `${column} ${holds ? 'unknown' : 'known'}`;
  const unknown = condition.unknown === holds && !columnsKnown.includes(column) ? ' or unknown' : '';
  if (kind === 'at-most') return `${column} ${holds ? 'at most' : 'above'} ${condition.value}${unknown}`;
  return `${column} ${holds ? '' : 'not '}${condition.levels.join(' or ')}${unknown}`;
}
