import { type Shape, sidesOf } from '../problem.ts';
import { type Choice, everyCut, type UsingProblem } from './every-cut.ts';
import { leafOf, shapeOf } from './shapes.ts';

/** A first cut, and what is asked of what comes below it. */
export interface Below {
  readonly ordering: number;
  readonly code: number;
  readonly room: number;
  /** What one more of use is taken to be worth: choices that cannot be part of the best are told by it. Any number from 0 is right, a good one fast. */
  readonly price: number;
  /** Only trees that are worth more. */
  readonly above: number;
}

/**
 * The best tree of one more question on each side of a first cut that uses no more than there is room for, exactly; undefined where none is worth more than is asked.
 *
 * Model    of each side the choices that no other exceeds in worth without using more, by use; of all pairs that there is room for, the one worth most. A choice of one side whose worth
 *          less the price of its use is so small that the best of the other side could not make up for it is left out before.
 */
export function bothSides(problem: UsingProblem, rows: Int32Array, { ordering, code, room, price, above }: Below): Shape | undefined {
  const { left: lefts, right: rights } = sidesOf(problem.orderings[ordering], code, rows);
  if (lefts.length < problem.leastLeaf || rights.length < problem.leastLeaf || lefts.length === 0 || rights.length === 0) return undefined;
  const [mostLeft, mostRight] = [lefts, rights].map((side) => mostAt(problem, side, price));
  const needed = above - price * room;
  const left = undominated(problem, lefts, price, needed - mostRight);
  const right = undominated(problem, rights, price, needed - mostLeft);
  let best: readonly [Choice, Choice] | undefined;
  let value = above;
  let last = right.length - 1;
  for (const one of left) {
    while (last >= 0 && one.use + right[last].use > room) last--;
    if (last < 0) break;
    if (!(one.value + right[last].value > value)) continue;
    best = [one, right[last]];
    value = one.value + right[last].value;
  }
  if (!best) return undefined;
  const [a, b] = best.map((choice) => shapeOf(choice, leafOf));
  return a.kind === 'leaf' && b.kind === 'leaf' && a.arm === b.arm
    ? { kind: 'leaf', arm: a.arm, value }
    : { kind: 'cut', ordering, code, left: a, right: b, value };
}

/** The most that a choice is worth less the price of what it uses. */
function mostAt(problem: UsingProblem, rows: Int32Array, price: number): number {
  let most = -Infinity;
  everyCut(problem, rows, (value, use) => {
    if (value - price * use > most) most = value - price * use;
  });
  return most;
}

/** The choices that no other exceeds, by use and by worth ascending, of those worth at least so much less the price. */
function undominated(problem: UsingProblem, rows: Int32Array, price: number, least: number): readonly Choice[] {
  const choices: Choice[] = [];
  // Rounding must not leave out the best.
  const enough = least - 1e-12 * Math.abs(least);
  everyCut(problem, rows, (value, use, left, right, ordering, code) => {
    if (value - price * use >= enough) choices.push({ value, use, left, right, ...(ordering >= 0 && { cut: { ordering, code } }) });
  });
  let value = -Infinity;
  return choices
    .toSorted((a, b) => a.use - b.use || b.value - a.value)
    .filter((choice) => {
      if (!(choice.value > value)) return false;
      value = choice.value;
      return true;
    });
}
