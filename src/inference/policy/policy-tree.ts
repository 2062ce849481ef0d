import { EstimandError } from '../../errors/estimand-error.ts';
import type { Feature, Features } from '../../models/features.ts';
import type { Rule } from './rule.ts';

/**
 * What a cut asks of a unit. Where the value is unknown, it holds if `unknown` says so; a level that is not among those named does not hold.
 */
export type Condition =
  | { readonly kind: 'at-most'; readonly column: string; readonly value: number; readonly unknown: boolean }
  | { readonly kind: 'among'; readonly column: string; readonly levels: readonly string[]; readonly unknown: boolean }
  | { readonly kind: 'unknown'; readonly column: string };

/** A rule that asks one thing after the other and ends in an arm: plain data, which survives JSON. */
export type PolicyTree =
  | { readonly kind: 'leaf'; readonly arm: number; readonly units: number }
  | { readonly kind: 'cut'; readonly condition: Condition; readonly holds: PolicyTree; readonly fails: PolicyTree };

/** The leaves of a tree, from the left. */
export const leavesOf = (tree: PolicyTree): readonly Extract<PolicyTree, { kind: 'leaf' }>[] =>
  tree.kind === 'leaf' ? [tree] : [...leavesOf(tree.holds), ...leavesOf(tree.fails)];

/** The arm that a tree gives each unit. Levels are found by name: features may be of other units, with other codes. */
export function treeRule(tree: PolicyTree, features: Features): Rule & { readonly kind: 'arms' } {
  const arms = new Uint8Array(features.units);
  give(
    tree,
    features,
    Int32Array.from(arms, (_, i) => i),
    arms,
  );
  return { kind: 'arms', arms };
}

function give(tree: PolicyTree, features: Features, rows: Int32Array, arms: Uint8Array): void {
  if (tree.kind === 'leaf') {
    for (const unit of rows) arms[unit] = tree.arm;
    return;
  }
  const holds = holding(tree.condition, features);
  give(tree.holds, features, rows.filter(holds), arms);
  give(
    tree.fails,
    features,
    rows.filter((unit) => !holds(unit)),
    arms,
  );
}

/** Whether a condition holds of a unit, by its place. */
function holding(condition: Condition, features: Features): (unit: number) => boolean {
  const { values, levels } = featureOf(features, condition.column);
  if (condition.kind === 'unknown') return (unit) => Number.isNaN(values[unit]);
  if (condition.kind === 'at-most') return (unit) => (Number.isNaN(values[unit]) ? condition.unknown : values[unit] <= condition.value);
  const among = (levels ?? []).map((level) => condition.levels.includes(level));
  return (unit) => (Number.isNaN(values[unit]) ? condition.unknown : (among[values[unit]] ?? false));
}

function featureOf({ columns }: Features, name: string): Feature {
  const found = columns.find((column) => column.name === name);
  if (!found) throw new EstimandError('targeting-column-missing', { column: name });
  return found;
}
