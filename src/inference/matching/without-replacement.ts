import { shuffle } from '../../math/random/shuffle.ts';
import { stream } from '../../math/random/stream.ts';
import { type MatchedSets, type Search, setsBuilder, type Taken } from './matched-sets.ts';

/** In which order targets choose; among those with equal numbers, and in `random`, the seed decides. */
export interface ChoosingOrder {
  /** Those with the largest numbers, such as the propensity, choose first; without it the order is random. */
  readonly descendingBy?: Float64Array;
  readonly seed: number;
}

/**
 * Greedy matching without replacement: in their order targets take the nearest that is left, all of them one before anybody takes a second.
 *
 * Model     as in MatchIt's `nearest`; no set is taken back for the sake of others. Equally near candidates: of equal ones that which
 *           stands first among the candidates, so shuffle these (`shuffled`) where their order may mean something.
 */
export function withoutReplacement(search: Search, targets: Int32Array, count: number, order: ChoosingOrder, caliper?: number): MatchedSets {
  const take = search.taker(caliper);
  const turns = turnsOf(targets, order);
  const taken: Taken[][] = Array.from(targets, () => []);
  for (let round = 0; round < count; round++) {
    for (const at of turns) {
      // Who found nobody in a round finds nobody in the next.
      const one = taken[at].length === round ? take(targets[at]) : undefined;
      if (one) taken[at].push(one);
    }
  }
  const builder = setsBuilder(targets, Int32Array.from(taken.flatMap((set) => set.map(({ row }) => row))));
  let place = 0;
  for (const set of taken) {
    if (set.length > 0) builder.run(place, place + set.length);
    builder.close(set.length > 0 ? Math.max(...set.map(({ distance }) => distance)) : Number.NaN);
    place += set.length;
  }
  return builder.sets();
}

/** The rows in a random order. */
export function shuffled(rows: Int32Array, seed: number): Int32Array {
  const order = rows.slice();
  shuffle(order, stream(seed));
  return order;
}

/** Places among the targets, in their turn. */
function turnsOf(targets: Int32Array, { descendingBy, seed }: ChoosingOrder): Int32Array {
  const places = shuffled(
    targets.map((_, at) => at),
    seed,
  );
  // Sorting is stable: equals stay in their random order.
  return descendingBy ? places.sort((a, b) => descendingBy[targets[b]] - descendingBy[targets[a]]) : places;
}
