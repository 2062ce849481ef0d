import type { Features } from '../../../models/features.ts';
import type { Condition, PolicyTree } from '../policy-tree.ts';
import type { Meaning, Ordering } from './orderings.ts';
import { plainestBetween } from './plainest.ts';
import { type Shape, sidesOf } from './problem.ts';

/** A tree by places as a rule about columns. `rows`: those of the orderings that the tree, or this part of it, is of. */
export function treeOf(shape: Shape, orderings: readonly Ordering[], features: Features, rows: Int32Array): PolicyTree {
  if (shape.kind === 'leaf') return { kind: 'leaf', arm: shape.arm, units: rows.length };
  const ordering = orderings[shape.ordering];
  const sides = sidesOf(ordering, shape.code, rows);
  const left = treeOf(shape.left, orderings, features, sides.left);
  const right = treeOf(shape.right, orderings, features, sides.right);
  const { name, levels = [] } = features.columns[ordering.column];
  const [low, high] = neighbours(ordering, shape.code, rows);
  const parts = { left: meaningOf(ordering.means.slice(0, shape.code + 1)), right: meaningOf(ordering.means.slice(shape.code + 1)) };
  // What is known beyond all that was seen belongs to what is known.
  if (parts.right.onlyUnknown || (low.kind === 'range' && high.kind === 'unknown'))
    return { kind: 'cut', condition: { kind: 'unknown', column: name }, holds: right, fails: left };
  if (parts.left.onlyUnknown) return { kind: 'cut', condition: { kind: 'unknown', column: name }, holds: left, fails: right };
  if (low.kind === 'range' && high.kind === 'range') {
    const condition: Condition = { kind: 'at-most', column: name, value: plainestBetween(low.high, high.low), unknown: parts.left.unknown };
    return { kind: 'cut', condition, holds: left, fails: right };
  }
  // The fewer levels are named; one that was not seen is among the others.
  const among = (part: typeof parts.left): Condition => ({
    kind: 'among',
    column: name,
    levels: part.levels.map((level) => levels[level]),
    unknown: part.unknown,
  });
  return parts.right.levels.length > 0 && parts.right.levels.length < parts.left.levels.length
    ? { kind: 'cut', condition: among(parts.right), holds: right, fails: left }
    : { kind: 'cut', condition: among(parts.left), holds: left, fails: right };
}

/** What the codes on both sides of a cut mean that are nearest to it, of rows that are there. */
function neighbours({ codes, means }: Ordering, code: number, rows: Int32Array): readonly [Meaning, Meaning] {
  let [below, above] = [-1, means.length];
  for (const row of rows) {
    const own = codes[row];
    if (own <= code) below = Math.max(below, own);
    else above = Math.min(above, own);
  }
  return [means[below], means[above]];
}

function meaningOf(means: readonly Meaning[]): { readonly onlyUnknown: boolean; readonly unknown: boolean; readonly levels: readonly number[] } {
  const levels = means.flatMap((meaning) => (meaning.kind === 'levels' ? meaning.levels : []));
  const unknown = means.some((meaning) => meaning.kind === 'unknown' || (meaning.kind === 'levels' && meaning.unknown));
  return { onlyUnknown: means.every(({ kind }) => kind === 'unknown'), unknown, levels: levels.toSorted((a, b) => a - b) };
}
