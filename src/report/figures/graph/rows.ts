/** Something that takes room in a row: a box, or the lane in which the arrows of a box pass it. */
export interface Item {
  readonly box: number;
  readonly lane: boolean;
}

export type BoxRow = readonly Item[];
export type Arrows = readonly (readonly [number, number])[];

/**
 * Boxes in rows so that every arrow goes down, and lanes where it passes a row.
 *
 * Model   a box lies one row below its lowest cause; a box without causes just above its highest effect. A row that is wider than the canvas spills over into
 *         the next. All arrows of a box share one lane.
 */
export function boxRows(widths: readonly number[], arrows: Arrows, room: number): readonly BoxRow[] {
  const row = settled(widths, arrows, room);
  const last = [...row];
  for (const [from, to] of arrows) last[from] = Math.max(last[from], row[to] - 1);
  const depth = Math.max(0, ...row.map((r) => r + 1));
  return Array.from({ length: depth }, (_, r) => [
    ...row.flatMap((own, box): readonly Item[] => (own === r ? [{ box, lane: false }] : [])),
    ...row.flatMap((own, box): readonly Item[] => (own < r && last[box] >= r ? [{ box, lane: true }] : [])),
  ]);
}

/** The row of each box. */
function settled(widths: readonly number[], arrows: Arrows, room: number): readonly number[] {
  const atLeast = widths.map(() => 0);
  for (let pass = 0; pass < 2 * widths.length; pass++) {
    const row = lowest(atLeast, arrows);
    const spilt = spill(row, widths, room);
    if (spilt.length === 0) return row;
    for (const box of spilt) atLeast[box] = row[box] + 1;
  }
  return lowest(atLeast, arrows);
}

function lowest(atLeast: readonly number[], arrows: Arrows): readonly number[] {
  const row = [...atLeast];
  // Arrows in a circle would go on for ever: no row lies deeper than there are boxes beyond the lowest start.
  const deepest = Math.max(0, ...atLeast) + row.length;
  for (let moved = true; moved; ) {
    moved = false;
    for (const [from, to] of arrows) {
      if (row[to] > row[from] || row[from] >= deepest) continue;
      row[to] = row[from] + 1;
      moved = true;
    }
  }
  const hasCause = new Set(arrows.map(([, to]) => to));
  const highest = row.map(() => Infinity);
  for (const [from, to] of arrows) highest[from] = Math.min(highest[from], row[to] - 1);
  return row.map((own, box) => (hasCause.has(box) || highest[box] === Infinity ? own : Math.max(own, highest[box])));
}

/** The boxes of the first row that is too wide which do not fit; one box always does. */
function spill(row: readonly number[], widths: readonly number[], room: number): readonly number[] {
  for (let r = 0; r <= Math.max(0, ...row); r++) {
    const own = row.flatMap((at, box) => (at === r ? [box] : []));
    let used = 0;
    const over = own.filter((box, i) => {
      used += widths[box];
      return i > 0 && used > room;
    });
    if (over.length > 0) return over;
  }
  return [];
}
