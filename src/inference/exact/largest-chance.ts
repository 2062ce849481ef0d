import type { Range } from './plausible-shares.ts';

/*
 * The largest of a chance over a share that nobody knows.
 */

const gridPoints = 48;
const coarseStep = 4;
const refinements = 14;

/** A chance by the share that it depends on. */
export type ChanceAt = (share: number) => number;

/** Over a range of shares. */
export const largestChance = (range: Range, chance: ChanceAt): number => largestOf(gridOver(range, chance));

/**
 * Is it nowhere in the range above a limit? It stops when it knows: at the first share with a chance above the limit, or where the shares of a grid stay so far below
 * that none between them reaches it.
 */
export function staysWithin(range: Range, chance: ChanceAt, limit: number): boolean {
  const grid = gridOver(range, chance);
  const coarse = grid.highest(coarseStep, limit);
  if (coarse < limit / 4 || coarse > limit) return coarse <= limit;
  const top = grid.highest(1, limit);
  return top < 0.8 * limit || top > limit ? top <= limit : largestOf(grid) <= limit;
}

/** The largest of 0..n for which something holds that stops holding once; -1 when it never does. */
export function lastThat(n: number, holds: (x: number) => boolean): number {
  let [low, high] = [-1, n + 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

export function remembered(of: (x: number) => number): (x: number) => number {
  const known = new Map<number, number>();
  return (x) => {
    const value = known.get(x) ?? of(x);
    known.set(x, value);
    return value;
  };
}

interface Grid {
  readonly points: number;
  readonly at: (place: number) => number;
  readonly chance: (place: number) => number;
  /** Over every so many points, stopping above a limit. */
  readonly highest: (every: number, limit: number) => number;
}

/** Shares that are even in their angle, where a standard error is as wide everywhere; places between them are no whole numbers. */
function gridOver({ low, high }: Range, chance: (share: number) => number): Grid {
  const [from, to] = [Math.asin(Math.sqrt(low)), Math.asin(Math.sqrt(high))];
  const points = to > from ? gridPoints : 0;
  const at = (place: number): number => chance(Math.sin(from + (points > 0 ? place / points : 0) * (to - from)) ** 2);
  const known = remembered(at);
  const highest = (every: number, limit: number): number => {
    let top = 0;
    for (let i = 0; i <= points && top <= limit; i += every) top = Math.max(top, known(i));
    return top;
  };
  return { points, at, chance: known, highest };
}

/** Of the points, and by golden section beside the highest of them. */
function largestOf({ points, at, chance }: Grid): number {
  const found = Array.from({ length: points + 1 }, (_, i) => chance(i));
  const top = Math.max(...found);
  const peaks = found.flatMap((value, i) => (value >= (found[i - 1] ?? 0) && value >= (found[i + 1] ?? 0) && value > 0.9 * top ? [i] : []));
  return Math.max(top, ...peaks.map((i) => peakOf(at, Math.max(0, i - 1), Math.min(points, i + 1))));
}

const golden = (Math.sqrt(5) - 1) / 2;

function peakOf(of: (x: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  let [c, d] = [b - golden * (b - a), a + golden * (b - a)];
  let [fc, fd] = [of(c), of(d)];
  for (let i = 0; i < refinements; i++) {
    if (fc > fd) {
      [b, d, fd] = [d, c, fc];
      c = b - golden * (b - a);
      fc = of(c);
    } else {
      [a, c, fc] = [c, d, fd];
      d = a + golden * (b - a);
      fd = of(d);
    }
  }
  return Math.max(fc, fd);
}
