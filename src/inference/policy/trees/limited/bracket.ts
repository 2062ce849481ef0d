import type { Asking } from '../../../../relation/asking.ts';
import type { Shape } from '../problem.ts';

/** A tree with what it is worth and uses in all. */
export interface Measured {
  readonly shape: Shape;
  readonly worth: number;
  readonly use: number;
}

/** Trees on both sides of a limit, and the price at which they are worth the same. */
export interface Bracket {
  readonly within: Measured;
  readonly beyond: Measured;
  readonly price: number;
  /** No tree that keeps the limit is worth more, as far as the trees that were sought at prices are the best. */
  readonly bound: number;
  /** Of the last price: the best tree of each first column. */
  readonly byFirstColumn: readonly Shape[];
}

/** The best tree at a price of what is used. */
export type AtPrice = (price: number) => Asking<Pick<Bracket, 'byFirstColumn'> & { readonly best: Measured }>;

/**
 * Trees that bracket a limit, made narrower until no tree is better than both at the price at which they are worth the same, or for so many searches.
 *
 * Model    at any price, what the best tree is worth less what it uses, and the price of all that there is room for, is no less than what a tree within the limit is worth: the least of
 *          these is the bound.
 * Shapes   `start.bound`: what no tree is worth more than.
 * Source   Everett (1963), Operations Research 11; Eisner & Severance (1976), Journal of the ACM 23.
 */
export function* narrowed(atPrice: AtPrice, start: Pick<Bracket, 'within' | 'beyond' | 'bound'>, room: number, mostSearches: number): Asking<Bracket> {
  let { within, beyond, bound } = start;
  let price = 0;
  let byFirstColumn: readonly Shape[] = [];
  for (let search = 0; search < mostSearches && beyond.worth > within.worth; search++) {
    price = (beyond.worth - within.worth) / (beyond.use - within.use);
    const found = yield* atPrice(price);
    const next = found.best;
    ({ byFirstColumn } = found);
    const lessPrice = (one: Measured): number => one.worth - price * one.use;
    bound = Math.min(bound, Math.max(lessPrice(next), lessPrice(within)) + price * room);
    if (!(lessPrice(next) > lessPrice(within) + 1e-9 * (beyond.worth - within.worth))) break;
    if (next.use <= room) within = next;
    else beyond = next;
  }
  return { within, beyond, price, bound, byFirstColumn };
}
