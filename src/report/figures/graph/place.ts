import type { Links } from './links.ts';
import type { BoxRow, Item } from './rows.ts';

const sweeps = 10;

/** Pixels between what stands side by side. */
export const gap = 14;

/**
 * Where the middle of each item lies across, without overlap and in the given order.
 *
 * Model   each item is drawn to the mean of what it is joined to; where that would make neighbours touch they move apart as little as possible (least squares
 *         under an order, by pooling neighbours).
 */
export function placeItems(rows: readonly BoxRow[], { above, below }: Links, widthOf: (item: Item) => number, width: number): ReadonlyMap<Item, number> {
  const places = new Map<Item, number>();
  const set = (row: BoxRow, wished: readonly number[]): void => {
    for (const [i, place] of spread(wished, row.map(widthOf), width).entries()) places.set(row[i], place);
  };
  const at = (item: Item): number => places.get(item) ?? width / 2;
  for (const row of rows) set(row, row.map(at));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const row of sweep % 2 === 0 ? rows : [...rows].reverse()) {
      const wished = row.map((item) => {
        const joined = [...(above.get(item) ?? []), ...(below.get(item) ?? [])];
        return joined.length > 0 ? joined.reduce((sum, one) => sum + at(one), 0) / joined.length : at(item);
      });
      set(row, wished);
    }
  }
  return places;
}

/** The places nearest to those wished for that leave room for every width and stay on the canvas. */
function spread(wished: readonly number[], widths: readonly number[], width: number): readonly number[] {
  const offsets: number[] = [];
  for (const [i, w] of widths.entries()) offsets.push(i === 0 ? 0 : offsets[i - 1] + (widths[i - 1] + w) / 2 + gap);
  const pools: { sum: number; count: number }[] = [];
  for (const [i, place] of wished.entries()) {
    pools.push({ sum: place - offsets[i], count: 1 });
    while (pools.length > 1 && mean(pools[pools.length - 2]) > mean(pools[pools.length - 1])) {
      const { sum, count } = pools.pop()!;
      const before = pools[pools.length - 1];
      pools[pools.length - 1] = { sum: before.sum + sum, count: before.count + count };
    }
  }
  const free = pools.flatMap((pool) => Array.from({ length: pool.count }, () => mean(pool)));
  const low = (widths[0] ?? 0) / 2 + 2;
  const high = width - (widths.at(-1) ?? 0) / 2 - 2 - (offsets.at(-1) ?? 0);
  return free.map((place, i) => Math.max(low, Math.min(high, place)) + offsets[i]);
}

const mean = ({ sum, count }: { readonly sum: number; readonly count: number }): number => sum / count;
