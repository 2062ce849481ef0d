/** A point and its value. */
export interface Point {
  readonly at: Float64Array;
  readonly value: number;
}

/** A simplex is done when the values at its corners differ by no more than this part. */
const ALIKE = 1e-12;

/**
 * A point near which a function is least, by a simplex that walks downhill; it needs no slopes, and bears steps and bends.
 *
 * Shapes    start: one coordinate or more; step: how far the other corners of the first simplex lie from it.
 * Source    Nelder & Mead (1965), Computer Journal 7, 308-313; factors by dimension: Gao & Han (2012), Computational Optimization and Applications 51, 259-277.
 */
export function nelderMead(f: (at: Float64Array) => number, start: Float64Array, step: number, most: number): Point {
  const size = start.length;
  const stretch = 1 + 2 / size;
  const shorten = 0.75 - 1 / (2 * size);
  const shrink = 1 - 1 / Math.max(2, size);
  let calls = 0;
  const valued = (at: Float64Array): Point => {
    calls++;
    return { at, value: f(at) };
  };
  const corners: Point[] = [valued(start), ...Array.from(start, (_, k) => valued(start.map((value, l) => (k === l ? value + step : value))))];
  const byValue = (a: Point, b: Point): number => a.value - b.value;
  corners.sort(byValue);
  while (calls < most && corners[size].value - corners[0].value > ALIKE * Math.abs(corners[0].value)) {
    const worst = corners[size];
    const middle = new Float64Array(size);
    for (const { at } of corners.slice(0, size)) for (let k = 0; k < size; k++) middle[k] += at[k] / size;
    /** So far beyond the middle, as seen from the worst corner. */
    const beyond = (factor: number): Point => valued(middle.map((value, k) => value + factor * (value - worst.at[k])));
    const reflected = beyond(1);
    if (reflected.value < corners[0].value) {
      const stretched = beyond(stretch);
      corners[size] = stretched.value < reflected.value ? stretched : reflected;
    } else if (reflected.value < corners[size - 1].value) {
      corners[size] = reflected;
    } else {
      const outside = reflected.value < worst.value;
      const shortened = beyond(outside ? shorten : -shorten);
      if (shortened.value < Math.min(reflected.value, worst.value)) corners[size] = shortened;
      else {
        const [{ at: best }] = corners;
        for (let c = 1; c <= size; c++) corners[c] = valued(corners[c].at.map((value, k) => best[k] + shrink * (value - best[k])));
      }
    }
    corners.sort(byValue);
  }
  return corners[0];
}
