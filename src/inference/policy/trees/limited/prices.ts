import type { Asking } from '../../../../relation/asking.ts';
import { withFewCuts } from '../depth-three.ts';
import { type Posed, withoutTies } from '../posed.ts';
import { type Problem, placesOf, type Shape } from '../problem.ts';
import { sumUnder } from '../pruned.ts';
import { sought } from '../sought.ts';
import { type AtPrice, type Bracket, type Measured, narrowed } from './bracket.ts';
import type { UsingProblem } from './every-cut.ts';
import { usedBy } from './improve-within.ts';

/** Cuts of a column among which a price is sought first, where it has more. */
const fewCuts = 128;
/** More searches than any limit took; and of columns with more cuts, once a price is known. */
const mostSearches = { few: 50, many: 1 } as const;

/** A search whose arms use something, as it was asked. */
export interface PosedUsing extends Posed {
  readonly problem: UsingProblem;
}

export const measured = ({ problem, weighted }: PosedUsing, shape: Shape): Measured => ({
  shape,
  worth: sumUnder({ ...problem, gains: weighted }, shape, placesOf(problem)),
  use: usedBy(problem, shape, placesOf(problem)),
});

/** The best tree where scores are less the price of what is used; at an infinite price the one that uses least. */
export function* bestAt(asked: PosedUsing, price: number): ReturnType<AtPrice> {
  const { best, byFirstColumn } = yield* sought(pricedProblem(asked, price), asked.depth, asked.fewCuts);
  return { best: measured(asked, best), byFirstColumn };
}

/** Trees on both sides of a limit. Where columns have many cuts, the price is sought among few of them, and then a little among all. */
export function* bracketed(asked: PosedUsing, start: Pick<Bracket, 'within' | 'beyond'>, room: number): Asking<Bracket> {
  const bound = start.beyond.worth;
  const among: AtPrice = (price) => bestAt(asked, price);
  if (asked.problem.orderings.every(({ size }) => size - 1 <= fewCuts)) return yield* narrowed(among, { ...start, bound }, room, mostSearches.few);
  const coarse = yield* narrowed((price) => bestAmongFew(asked, price), { ...start, bound }, room, mostSearches.few);
  return yield* narrowed(among, { ...coarse, bound }, room, mostSearches.many);
}

function* bestAmongFew(asked: PosedUsing, price: number): ReturnType<AtPrice> {
  const { lasts, ...few } = withFewCuts(pricedProblem(asked, price), fewCuts);
  const { best } = yield* sought(few, asked.depth, asked.fewCuts);
  return { best: measured(asked, amongAll(best, lasts)), byFirstColumn: [] };
}

const amongAll = (shape: Shape, lasts: readonly Int32Array[]): Shape =>
  shape.kind === 'leaf' ? shape : { ...shape, code: lasts[shape.ordering][shape.code], left: amongAll(shape.left, lasts), right: amongAll(shape.right, lasts) };

function pricedProblem({ problem: { orderings, gains, uses, leastLeaf }, weighted, preferred }: PosedUsing, price: number): Problem {
  if (price === 0) return { orderings, gains, leastLeaf };
  const priced = uses.map((use, k) => use.map((one, i) => (price === Infinity ? -one : weighted[k][i] - price * one)));
  return { orderings, gains: withoutTies(priced, preferred), leastLeaf };
}
