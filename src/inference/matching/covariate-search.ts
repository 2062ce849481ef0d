import type { MatchedSets, Search, Taken } from './matched-sets.ts';
import { setsBuilder } from './matched-sets.ts';
import { placeFinder } from './nearest-places.ts';
import { onePoints, type PointTree, pointTree, squareToBox, squareToPlace } from './tree.ts';

export interface CovariateRows {
  /** Whitened: the distance is the plain one. */
  readonly columns: readonly Float64Array[];
  /** Only rows with the same code are neighbours. */
  readonly exactOn?: Int32Array;
  /** Distances that differ by no more are tied. */
  readonly tolerance: number;
  readonly candidates: Int32Array;
}

/**
 * Neighbours in several columns, by a k-d tree.
 *
 * Model     Euclidean distance of whitened columns. n log n to build, about log n a target while columns are few.
 */
export function covariateSearch({ columns, exactOn, tolerance, candidates }: CovariateRows): Search {
  const codeOf = (row: number): number => (exactOn ? exactOn[row] : 0);
  const tree = pointTree(columns, candidates, codeOf);
  const goTo = (point: Float64Array, row: number): number | undefined => {
    for (let c = 0; c < columns.length; c++) point[c] = columns[c][row];
    return tree.roots.get(codeOf(row));
  };

  function nearest(targets: Int32Array, count: number, caliper = Number.POSITIVE_INFINITY): MatchedSets {
    const builder = setsBuilder(targets, tree.order);
    const finder = placeFinder(tree, { count, caliper, tolerance });
    for (const target of targets) {
      const root = goTo(finder.point, target);
      if (root === undefined) {
        builder.close(Number.NaN);
        continue;
      }
      const { places, found, furthest } = finder.from(root);
      for (let i = 0; i < found; i++) builder.run(places[i], finder.endOf(places[i]));
      builder.close(found > 0 ? Math.sqrt(furthest) : Number.NaN);
    }
    return builder.sets();
  }

  function taker(caliper = Number.POSITIVE_INFINITY): (target: number) => Taken | undefined {
    const { left, right, from, to, width, boxes, points } = tree;
    const onePoint = onePoints(tree);
    const point = new Float64Array(width);
    const toBox = (node: number): number => squareToBox(boxes, node, point, width, square);
    const toPlace = (place: number): number => squareToPlace(points, place, point, width, square);
    const still = to.map((end, node) => end - from[node]);
    const gone = new Uint8Array(tree.order.length);
    const leafOf = leavesOf(tree);
    let best = -1;
    let square = 0;
    const look = (node: number): void => {
      if (still[node] === 0) return;
      if (left[node] < 0) {
        // Of equals the first is taken first.
        const step = onePoint[node] === 1 ? to[node] - from[node] : 1;
        for (let place = step > 1 ? to[node] - still[node] : from[node]; place < to[node]; place += step) {
          if (gone[place] === 1) continue;
          const own = toPlace(place);
          if (own < square) [square, best] = [own, place];
        }
        return;
      }
      const [toLeft, toRight] = [toBox(left[node]), toBox(right[node])];
      const [near, far] = toLeft <= toRight ? [left[node], right[node]] : [right[node], left[node]];
      if (Math.min(toLeft, toRight) < square) look(near);
      if (Math.max(toLeft, toRight) < square) look(far);
    };
    return (target) => {
      const root = goTo(point, target);
      if (root === undefined) return undefined;
      best = -1;
      square = Number.POSITIVE_INFINITY;
      look(root);
      const distance = Math.sqrt(square);
      if (best < 0 || distance > caliper + tolerance) return undefined;
      gone[best] = 1;
      for (let node = leafOf[best]; node >= 0; node = tree.parent[node]) still[node] -= 1;
      return { row: tree.order[best], distance };
    };
  }

  return { order: tree.order, nearest, taker };
}

function leavesOf({ from, to, left, order }: PointTree): Int32Array {
  const leaf = new Int32Array(order.length);
  for (let node = 0; node < from.length; node++) if (left[node] < 0) leaf.fill(node, from[node], to[node]);
  return leaf;
}
