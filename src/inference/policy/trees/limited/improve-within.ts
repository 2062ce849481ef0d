import type { Task } from '../../../../relation/requests.ts';
import { gainsUnder } from '../improve.ts';
import { placesOf, type Shape, sidesOf, slackOf } from '../problem.ts';
import { sumUnder } from '../pruned.ts';
import { bothSides } from './both-sides.ts';
import { bestChoice, type UsingProblem } from './every-cut.ts';
import { leafOf, shapeOf, valued } from './shapes.ts';

/** More turns than any search took. */
const mostTurns = 20;

/** A place to begin, and what is asked of the tree. */
export interface Start {
  readonly problem: UsingProblem;
  readonly depth: number;
  readonly room: number;
  readonly price: number;
  /** A tree that may use too much: then its first cut is begun with. */
  readonly from: Shape;
  /** Of a first cut alone, the best tree below it must be worth more than this to be improved. */
  readonly above: number;
}

/** A tree within a limit that no change of one cut, or of all that is below the lowest but one, improves: what threads do. */
export const improveWithinTask: Task<Start, Shape | undefined> = {
  name: 'policy-tree-improve-within',
  run: ({ problem, from, above, ...asked }) => {
    const rows = placesOf(problem);
    const fits = usedBy(problem, from, rows) <= asked.room;
    const start = fits ? valued(problem, from, rows) : from.kind === 'cut' ? bothSides(problem, rows, { ...from, ...asked, above }) : undefined;
    return start && improvedWithin(problem, start, rows, asked);
  },
};

type Asked = Pick<Start, 'depth' | 'room' | 'price'>;

/**
 * A tree within a limit, improved in turns as long as that brings anything.
 *
 * Model    a turn moves the first cut to the best place of any column, and chooses anew among the trees below it and the arms what either side gets (exact, the trees below being
 *          what they are). Then come the sides: of two questions both are found anew together, exactly, the first cut being where it is; of three each is improved by itself within what the
 *          other leaves of the limit. Of one question the best tree is found at once.
 * Shapes   a start that keeps the limit and the least leaf.
 */
function improvedWithin(problem: UsingProblem, start: Shape, rows: Int32Array, asked: Asked): Shape {
  const slack = slackOf(problem);
  let best = start;
  for (let turn = 0; turn < mostTurns; turn++) {
    const next = turned(problem, best, rows, asked);
    if (!(next.value > best.value + slack)) return best;
    best = next;
  }
  return best;
}

function turned(problem: UsingProblem, best: Shape, rows: Int32Array, asked: Asked): Shape {
  const { depth, room } = asked;
  if (depth === 0) return best;
  if (depth === 1 || best.kind === 'leaf') {
    const choice = bestChoice(problem, rows, room);
    return choice ? shapeOf(choice, leafOf) : best;
  }
  const first = firstCutMoved(problem, best, rows, room);
  const kept = valued(problem, first, rows);
  const moved = kept && kept.value > best.value ? kept : best;
  if (depth > 2) return sidesInTurn(problem, moved, rows, asked);
  const anew = first.kind === 'cut' ? bothSides(problem, rows, { ...first, ...asked, above: moved.value }) : undefined;
  return anew ? valued(problem, anew, rows)! : moved;
}

/** The best first cut above the trees of both sides and the arms. */
function firstCutMoved(problem: UsingProblem, best: Shape & { readonly kind: 'cut' }, rows: Int32Array, room: number): Shape {
  const sides = [best.left, best.right];
  const using = { ...problem, gains: problem.uses };
  const choice = bestChoice(
    {
      ...problem,
      gains: [...sides.map((side) => gainsUnder(problem, side, rows)), ...problem.gains],
      uses: [...sides.map((side) => gainsUnder(using, side, rows)), ...problem.uses],
    },
    rows,
    room,
  );
  return choice ? shapeOf(choice, (place) => sides[place] ?? leafOf(place - sides.length)) : best;
}

/** Each side improved by itself, within what the other leaves. */
function sidesInTurn(problem: UsingProblem, tree: Shape, rows: Int32Array, { depth, room, price }: Asked): Shape {
  if (tree.kind === 'leaf') return tree;
  const { left: lefts, right: rights } = sidesOf(problem.orderings[tree.ordering], tree.code, rows);
  const left = improvedWithin(problem, tree.left, lefts, { depth: depth - 1, price, room: room - usedBy(problem, tree.right, rights) });
  const right = improvedWithin(problem, tree.right, rights, { depth: depth - 1, price, room: room - usedBy(problem, left, lefts) });
  return { ...tree, left, right, value: left.value + right.value };
}

/** What a tree uses of some rows. */
export const usedBy = (problem: UsingProblem, shape: Shape, rows: Int32Array): number => sumUnder({ ...problem, gains: problem.uses }, shape, rows);
