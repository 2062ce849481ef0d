import { type Arrows, type Item, isJoined } from './rows.ts';

type Row = readonly Item[];

const sweeps = 12;

/**
 * The rows in an order with few crossings.
 *
 * Model   each row is sorted by the mean place of what its items are joined to in the row above, then below, back and forth; the best order met is kept.
 */
export function uncrossed(rows: readonly Row[], arrows: Arrows): readonly Row[] {
  let [best, fewest] = [rows, crossings(rows, arrows)];
  let current = rows;
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    current = swept(current, arrows, sweep % 2 === 0);
    const count = crossings(current, arrows);
    if (count < fewest) [best, fewest] = [current, count];
  }
  return best;
}

function swept(rows: readonly Row[], arrows: Arrows, down: boolean): readonly Row[] {
  const sorted: Row[] = [...rows];
  const order = rows.map((_, r) => r);
  for (const r of down ? order.slice(1) : order.slice(0, -1).reverse()) {
    const other = sorted[down ? r - 1 : r + 1];
    const middle = (item: Item, own: number): number => {
      const places = other.flatMap((o, k) => ((down ? isJoined(o, item, arrows) : isJoined(item, o, arrows)) ? [(k + 0.5) / other.length] : []));
      return places.length > 0 ? places.reduce((a, b) => a + b, 0) / places.length : (own + 0.5) / sorted[r].length;
    };
    const keyed = sorted[r].map((item, i) => ({ item, at: middle(item, i), i }));
    sorted[r] = keyed.toSorted((a, b) => a.at - b.at || a.i - b.i).map(({ item }) => item);
  }
  return sorted;
}

function crossings(rows: readonly Row[], arrows: Arrows): number {
  let count = 0;
  for (const [r, row] of rows.slice(1).entries()) {
    const joins = rows[r].flatMap((upper, i) => row.flatMap((lower, j) => (isJoined(upper, lower, arrows) ? [[i, j] as const] : [])));
    for (const [k, [a, b]] of joins.entries()) for (const [c, d] of joins.slice(k + 1)) if ((a - c) * (b - d) < 0) count++;
  }
  return count;
}
