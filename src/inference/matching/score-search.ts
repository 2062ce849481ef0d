import type { MatchedSets, Search, Taken } from './matched-sets.ts';
import { setsBuilder } from './matched-sets.ts';

export interface ScoreRows {
  readonly score: Float64Array;
  /** Only rows with the same code are neighbours. */
  readonly exactOn?: Int32Array;
  /** Distances that differ by no more are tied. */
  readonly tolerance: number;
  readonly candidates: Int32Array;
}

/**
 * Neighbours on one number: candidates are sorted once, and a set is one run of them, whatever the ties.
 *
 * Model     distance |score_i - score_j|. n log n to sort, log n and `count` steps a target.
 */
export function scoreSearch({ score, exactOn, tolerance, candidates }: ScoreRows): Search {
  const codeOf = (row: number): number => (exactOn ? exactOn[row] : 0);
  const place = new Int32Array(score.length);
  for (let i = 0; i < candidates.length; i++) place[candidates[i]] = i;
  const order = candidates.slice().sort((a, b) => codeOf(a) - codeOf(b) || score[a] - score[b] || place[a] - place[b]);
  const values = Float64Array.from(order, (row) => score[row]);
  const segments = segmentsOf(order, codeOf);
  const nobody = [0, 0] as const;

  function nearest(targets: Int32Array, count: number, caliper = Number.POSITIVE_INFINITY): MatchedSets {
    const builder = setsBuilder(targets, order);
    for (const target of targets) {
      const [low, high] = segments.get(codeOf(target)) ?? nobody;
      const own = score[target];
      const furthest = distanceOf(values, low, high, own, count);
      const reach = Math.min(furthest, caliper) + tolerance;
      const from = firstWhere(low, high, (at) => own - values[at] <= reach);
      const to = firstWhere(from, high, (at) => values[at] - own > reach);
      if (to > from) builder.run(from, to);
      builder.close(to > from ? Math.max(own - values[from], values[to - 1] - own) : Number.NaN);
    }
    return builder.sets();
  }

  function taker(caliper = Number.POSITIVE_INFINITY): (target: number) => Taken | undefined {
    // Links over those that were taken, shortened as they are followed.
    const after = Int32Array.from({ length: order.length + 1 }, (_, at) => at);
    const before = after.slice();
    const leftOf = (at: number): number => follow(before, at);
    const rightOf = (at: number): number => follow(after, at);
    return (target) => {
      const [low, high] = segments.get(codeOf(target)) ?? nobody;
      const own = score[target];
      const start = firstWhere(low, high, (at) => values[at] >= own);
      const right = rightOf(start);
      // Places are shifted by one to the left, so that zero stands for none.
      const left = leftOf(start) - 1;
      const ahead = right < high ? values[right] - own : Number.POSITIVE_INFINITY;
      const behind = left >= low ? own - values[left] : Number.POSITIVE_INFINITY;
      const distance = Math.min(ahead, behind);
      if (!(distance <= caliper + tolerance) || distance === Number.POSITIVE_INFINITY) return undefined;
      const taken = ahead <= behind ? right : left;
      after[taken] = taken + 1;
      before[taken + 1] = taken;
      return { row: order[taken], distance };
    };
  }

  return { order, nearest, taker };
}

/** From where to where the rows with each code stand. */
function segmentsOf(order: Int32Array, codeOf: (row: number) => number): ReadonlyMap<number, readonly [number, number]> {
  const segments = new Map<number, readonly [number, number]>();
  for (let from = 0; from < order.length; ) {
    const code = codeOf(order[from]);
    let to = from + 1;
    while (to < order.length && codeOf(order[to]) === code) to += 1;
    segments.set(code, [from, to]);
    from = to;
  }
  return segments;
}

/** The distance of the `count`-th nearest in a stretch of sorted values. */
function distanceOf(values: Float64Array, low: number, high: number, own: number, count: number): number {
  if (high - low <= count) return Number.POSITIVE_INFINITY;
  let right = firstWhere(low, high, (at) => values[at] >= own);
  let left = right - 1;
  let distance = 0;
  for (let found = 0; found < count; found++) {
    const ahead = right < high ? values[right] - own : Number.POSITIVE_INFINITY;
    const behind = left >= low ? own - values[left] : Number.POSITIVE_INFINITY;
    if (ahead <= behind) right += 1;
    else left -= 1;
    distance = Math.min(ahead, behind);
  }
  return distance;
}

/** The first place from low to high where a condition holds that holds from there on. */
function firstWhere(low: number, high: number, holds: (at: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

function follow(links: Int32Array, start: number): number {
  let at = start;
  while (links[at] !== at) {
    links[at] = links[links[at]];
    at = links[at];
  }
  return at;
}
