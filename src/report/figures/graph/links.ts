import type { Arrows, BoxRow, Item } from './rows.ts';

/** What an item is joined to in the row above it and in the row below it. */
export interface Links {
  readonly above: ReadonlyMap<Item, readonly Item[]>;
  readonly below: ReadonlyMap<Item, readonly Item[]>;
}

/** A lane goes on from its box or from the lane above; a box is joined to whatever its causes have in the row above. */
export function linksOf(rows: readonly BoxRow[], arrows: Arrows): Links {
  const causes = new Map<number, number[]>();
  for (const [from, to] of arrows) causes.set(to, [...(causes.get(to) ?? []), from]);
  const above = new Map<Item, readonly Item[]>();
  const below = new Map<Item, Item[]>();
  for (const [r, row] of rows.entries()) {
    const upper = new Map((rows[r - 1] ?? []).map((item) => [item.box, item]));
    for (const item of row) {
      const joined = (item.lane ? [item.box] : (causes.get(item.box) ?? [])).flatMap((box) => upper.get(box) ?? []);
      above.set(item, joined);
      for (const one of joined) below.set(one, [...(below.get(one) ?? []), item]);
    }
  }
  return { above, below };
}
