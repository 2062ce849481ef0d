import type { Exhibit } from '../../estimate/exhibit.ts';
import { sayShare } from '../../estimate/say.ts';
import { sayEffect } from '../../estimate/unit.ts';
import { type Condition, leavesOf, type PolicyTree } from '../../inference/policy/policy-tree.ts';
import { unitOf } from './exhibits.ts';
import type { FoundPolicy } from './find-policy.ts';
import type { Benefit } from './options.ts';

interface Leaf {
  readonly who: string;
  readonly arm: number;
  readonly units: number;
}

/** The rule, a row a leaf, with the effect on units that had no part in finding it; its intervals hold together. */
export function ruleTable({ tree, parts }: FoundPolicy, words: string, known: readonly string[], of: Benefit): Exhibit {
  const arms = [of.control, ...of.treatments];
  const units = leavesOf(tree).reduce((sum, leaf) => sum + leaf.units, 0);
  const leaves = waysOf(tree, [], known);
  const says = `${words[0].toUpperCase()}${words.slice(1)}. The effect in each part is that on units that did not find it, and the intervals hold together.`;
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
      ...Object.assign({}, ...of.treatments.map((treatment, k) => effectsOf(`effect${of.treatments.length > 1 ? ` of ${treatment}` : ''}`, parts[k], of))),
    },
  };
}

const effectsOf = (name: string, parts: FoundPolicy['parts'][number], of: Benefit): Readonly<Record<string, readonly string[]>> => {
  const shown = (read: (part: NonNullable<(typeof parts)[number]>) => number): readonly string[] =>
    parts.map((part) => (part ? sayEffect(read(part), unitOf(of)) : ''));
  return {
    [name]: shown(({ effect }) => effect.value),
    [`${name}, low`]: shown(({ effect }) => effect.low),
    [`${name}, high`]: shown(({ effect }) => effect.high),
  };
};

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
