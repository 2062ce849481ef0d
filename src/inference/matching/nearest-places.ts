import { nearestHeap } from './nearest-heap.ts';
import { onePoints, type PointTree, squareToBox, squareToPlace } from './tree.ts';

/** How many nearest, how far at the most, and what counts as equally far. */
export interface Asked {
  readonly count: number;
  readonly caliper: number;
  readonly tolerance: number;
}

/** The nearest places of a point, ties of the last included. */
export interface NearestPlaces {
  /** Ascending: the first `found` of them; each stands for all equals up to `endOf`. The same array again for the next point. */
  readonly places: Int32Array;
  /** Squared distance of the furthest; -1 where nobody is near enough. */
  readonly furthest: number;
  readonly found: number;
}

export interface PlaceFinder {
  /** Set from outside before each search. */
  readonly point: Float64Array;
  readonly from: (root: number) => NearestPlaces;
  readonly endOf: (place: number) => number;
}

/**
 * Finds the nearest places of one point after the other: the nearer side first, the other side while it may hold somebody as near.
 *
 * Model    what is met on the way and is no farther than the last of the nearest so far, and their ties, is held; what they drew nearer leaves out falls away at the end.
 */
export function placeFinder(tree: PointTree, { count, caliper, tolerance }: Asked): PlaceFinder {
  const { width, boxes, points, from, to, left, order } = tree;
  const onePoint = onePoints(tree);
  const point = new Float64Array(width);
  const heap = nearestHeap(count);
  // Boxes put off, and how far they are.
  const waiting = new Int32Array(from.length + 1);
  const away = new Float64Array(from.length + 1);
  let held = new Int32Array(64);
  let heldSquares = new Float64Array(64);
  const hold = (at: number, place: number, square: number): void => {
    if (at === held.length) {
      const [places, squares] = [new Int32Array(2 * at), new Float64Array(2 * at)];
      places.set(held);
      squares.set(heldSquares);
      [held, heldSquares] = [places, squares];
    }
    held[at] = place;
    heldSquares[at] = square;
  };
  /** How far ties of the last reach. */
  const reachOf = (last: number): number => {
    const reach = Math.min(Math.sqrt(last), caliper) + tolerance;
    // A root and its square may lose the last bit, which must not lose a neighbour.
    return Math.max(reach * reach, Math.min(last, caliper * caliper));
  };
  const widest = reachOf(Number.POSITIVE_INFINITY);

  function search(root: number): NearestPlaces {
    heap.reset();
    let [met, last, reach, pending] = [0, Number.POSITIVE_INFINITY, widest, 1];
    waiting[0] = root;
    away[0] = squareToBox(boxes, root, point, width, widest);
    while (pending > 0) {
      pending -= 1;
      let node = waiting[pending];
      let own = away[pending];
      while (own <= reach && left[node] >= 0) {
        const near = left[node];
        const toLeft = squareToBox(boxes, near, point, width, reach);
        const toRight = squareToBox(boxes, near + 1, point, width, reach);
        const swapped = toRight < toLeft;
        const far = swapped ? toLeft : toRight;
        if (far <= reach) {
          waiting[pending] = swapped ? near : near + 1;
          away[pending] = far;
          pending += 1;
        }
        node = swapped ? near + 1 : near;
        own = swapped ? toRight : toLeft;
      }
      if (own > reach) continue;
      const end = to[node];
      const step = onePoint[node] === 1 ? end - from[node] : 1;
      for (let place = from[node]; place < end; place += step) {
        const square = squareToPlace(points, place, point, width, reach);
        if (square > reach) continue;
        hold(met, place, square);
        met += 1;
        if (square >= last) continue;
        heap.add(square, step);
        last = heap.bound();
        reach = reachOf(last);
      }
    }
    let [found, furthest] = [0, -1];
    for (let i = 0; i < met; i++) {
      if (heldSquares[i] > reach) continue;
      furthest = Math.max(furthest, heldSquares[i]);
      held[found] = held[i];
      found += 1;
    }
    if (found > 1) held.subarray(0, found).sort();
    return { places: held, furthest, found };
  }

  const ends = Int32Array.from(order, (_, place) => place + 1);
  for (let node = 0; node < from.length; node++) if (left[node] < 0 && onePoint[node] === 1) ends[from[node]] = to[node];
  return { point, from: search, endOf: (place) => ends[place] };
}
