import { type Arrows, type Item, isJoined } from './rows.ts';

type Row = readonly Item[];

const sweeps = 10;

/** Pixels between what stands side by side. */
export const gap = 14;

/**
 * Where the middle of each item lies across, without overlap and in the given order.
 *
 * Model   each item is drawn to the mean of what it is joined to; where that would make neighbours touch they move apart as little as possible (least squares
 *         under an order, by pooling neighbours).
 */
export function placed(rows: readonly Row[], arrows: Arrows, widthOf: (item: Item) => number, width: number): readonly (readonly number[])[] {
  const places = rows.map((row) =>
    spread(
      row.map(() => width / 2),
      row.map(widthOf),
      width,
    ),
  );
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const down = sweep % 2 === 0;
    for (const r of down ? rows.keys() : [...rows.keys()].reverse()) {
      const wished = rows[r].map((item, i) => {
        const above = r > 0 ? rows[r - 1].flatMap((o, k) => (isJoined(o, item, arrows) ? [places[r - 1][k]] : [])) : [];
        const below = r + 1 < rows.length ? rows[r + 1].flatMap((o, k) => (isJoined(item, o, arrows) ? [places[r + 1][k]] : [])) : [];
        const joined = [...above, ...below];
        return joined.length > 0 ? joined.reduce((a, b) => a + b, 0) / joined.length : places[r][i];
      });
      places[r] = spread(wished, rows[r].map(widthOf), width);
    }
  }
  return places;
}

/** The places nearest to those wished for that leave room for every width and stay on the canvas. */
function spread(wished: readonly number[], widths: readonly number[], width: number): readonly number[] {
  const offsets = widths.map((_, i) => widths.slice(1, i + 1).reduce((sum, w, k) => sum + (widths[k] + w) / 2 + gap, 0));
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
