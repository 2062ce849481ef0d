import { type Problem, type Shape, sidesOf } from '../problem.ts';
import type { Choice } from './every-cut.ts';

/** The tree of a choice, of what its sides may get. */
export function shapeOf({ value, left, right, cut }: Choice, sideOf: (place: number) => Shape): Shape {
  return cut ? { kind: 'cut', ...cut, left: sideOf(left), right: sideOf(right), value } : { ...sideOf(left), value };
}

/** A tree of some rows with what each of its parts is worth; undefined where a leaf has too few of them. */
export function valued({ orderings, gains, leastLeaf }: Problem, shape: Shape, rows: Int32Array): Shape | undefined {
  if (rows.length < leastLeaf || rows.length === 0) return undefined;
  if (shape.kind === 'leaf') return { ...shape, value: rows.reduce((sum, row) => sum + gains[shape.arm][row], 0) };
  const sides = sidesOf(orderings[shape.ordering], shape.code, rows);
  const problem = { orderings, gains, leastLeaf };
  const [left, right] = [valued(problem, shape.left, sides.left), valued(problem, shape.right, sides.right)];
  return left && right && { ...shape, left, right, value: left.value + right.value };
}

/** Of which the value is told by the tree that it is part of. */
export const leafOf = (arm: number): Shape => ({ kind: 'leaf', arm, value: 0 });
