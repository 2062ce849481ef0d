import { type Problem, placesOf, type Shape, sidesOf, slackOf } from './problem.ts';
import { bestTree, cutAt } from './search.ts';

/** More turns than any search took. */
const mostTurns = 10;

/**
 * A tree with its first cut and what lies below it improved in turns: which rows should go to which side, both sides being what they are, is a tree of one cut, and exact; then each
 * side is sought anew.
 *
 * Source   alternating optimization of trees: Carreira-Perpiñán & Tavallali (2018), NeurIPS 31.
 */
export function improved(problem: Problem, start: Shape, solve: (side: Problem) => Shape): Shape {
  const slack = slackOf(problem);
  let best = start;
  for (let turn = 0; turn < mostTurns && best.kind === 'cut'; turn++) {
    const cut = bestFirstCut(problem, best);
    if (!cut) break;
    const next = cutAt(problem, cut.ordering, cut.code, solve);
    if (!(next.value > best.value + slack)) break;
    best = next;
  }
  return best;
}

/** The one cut that sends rows best to the trees on both sides. */
function bestFirstCut(problem: Problem, { left, right }: Shape & { readonly kind: 'cut' }): (Shape & { readonly kind: 'cut' }) | undefined {
  const gains = [left, right].map((side) => gainsUnder(problem, side));
  const choice = bestTree({ ...problem, gains }, 1);
  return choice.kind === 'cut' ? choice : undefined;
}

/** What a tree brings each of some rows; of others zero. */
export function gainsUnder(problem: Problem, shape: Shape, some = placesOf(problem)): Float64Array {
  const gains = new Float64Array(problem.gains[0].length);
  const fill = (at: Shape, rows: Int32Array): void => {
    if (at.kind === 'leaf') for (const row of rows) gains[row] = problem.gains[at.arm][row];
    else {
      const sides = sidesOf(problem.orderings[at.ordering], at.code, rows);
      fill(at.left, sides.left);
      fill(at.right, sides.right);
    }
  };
  fill(shape, some);
  return gains;
}
