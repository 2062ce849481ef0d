import { column, is } from '../expressions/build.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { moments } from '../relation/requests.ts';

/** Units of each arm in one block, in the order of the arms. */
export interface BlockCounts {
  readonly block: string;
  readonly units: readonly number[];
}

/** Units by block and arm; arm by arm, so that there may be as many blocks as an answer has groups. */
export function* blockCounts(assignment: string, blocks: string, arms: readonly string[]): Asking<readonly BlockCounts[]> {
  const replies = yield* all(arms.map((arm) => ask(moments({ columns: {}, by: [blocks], where: is(column(assignment), arm) }))));
  const units = new Map<string, number[]>();
  for (const [i, { groups }] of replies.entries()) {
    for (const { key, moments: m } of groups) {
      const counts = units.get(key[0]) ?? arms.map(() => 0);
      counts[i] = m.n;
      units.set(key[0], counts);
    }
  }
  return Array.from(units, ([block, counts]) => ({ block, units: counts })).sort((a, b) => (a.block < b.block ? -1 : 1));
}
