import type { Links } from './links.ts';
import type { BoxRow, Item } from './rows.ts';

const sweeps = 12;

/**
 * The rows in an order with few crossings.
 *
 * Model   each row is sorted by the mean place of what its items are joined to in the row above, then below, back and forth; the best order met is kept.
 */
export function uncrossed(rows: readonly BoxRow[], links: Links): readonly BoxRow[] {
  let [best, fewest] = [rows, crossings(rows, links)];
  let current = rows;
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    current = swept(current, links, sweep % 2 === 0);
    const count = crossings(current, links);
    if (count < fewest) [best, fewest] = [current, count];
  }
  return best;
}

function swept(rows: readonly BoxRow[], links: Links, down: boolean): readonly BoxRow[] {
  const sorted: BoxRow[] = [...rows];
  const joined = down ? links.above : links.below;
  const order = rows.map((_, r) => r);
  for (const r of down ? order.slice(1) : order.slice(0, -1).reverse()) {
    const other = sorted[down ? r - 1 : r + 1];
    const places = new Map(other.map((item, k) => [item, (k + 0.5) / other.length]));
    const keyed = sorted[r].map((item, i) => ({ item, i, at: meanOf(joined.get(item) ?? [], places) ?? (i + 0.5) / sorted[r].length }));
    sorted[r] = keyed.toSorted((a, b) => a.at - b.at || a.i - b.i).map(({ item }) => item);
  }
  return sorted;
}

function meanOf(items: readonly Item[], places: ReadonlyMap<Item, number>): number | undefined {
  return items.length === 0 ? undefined : items.reduce((sum, item) => sum + (places.get(item) ?? 0), 0) / items.length;
}

/** Pairs of joins between two rows that cross: inversions, counted by a tree of partial sums. */
function crossings(rows: readonly BoxRow[], { below }: Links): number {
  let count = 0;
  for (const [r, row] of rows.slice(1).entries()) {
    const place = new Map(row.map((item, k) => [item, k]));
    const ends = rows[r].map((item) => (below.get(item) ?? []).map((one) => place.get(one) ?? 0).toSorted((a, b) => a - b));
    const tree = new Float64Array(row.length + 1);
    let seen = 0;
    for (const own of ends) {
      for (const end of own) {
        let before = 0;
        for (let k = end + 1; k > 0; k -= k & -k) before += tree[k];
        count += seen - before;
      }
      for (const end of own) for (let k = end + 1; k <= row.length; k += k & -k) tree[k]++;
      seen += own.length;
    }
  }
  return count;
}
