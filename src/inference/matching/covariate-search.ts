import type { MatchedSets, Search, Taken } from './matched-sets.ts';
import { setsBuilder } from './matched-sets.ts';
import { nearestHeap } from './nearest-heap.ts';
import { isOnePoint, leastSquare, type PointTree, pointTree, squareTo } from './tree.ts';

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
  const point = new Float64Array(columns.length);
  const goTo = (row: number): number | undefined => {
    for (let c = 0; c < columns.length; c++) point[c] = columns[c][row];
    return tree.roots.get(codeOf(row));
  };

  function nearest(targets: Int32Array, count: number, caliper = Number.POSITIVE_INFINITY): MatchedSets {
    const builder = setsBuilder(targets, tree.order);
    const heap = nearestHeap(count);
    let square = 0;
    let furthest = 0;

    const look = (node: number): void => {
      if (tree.left[node] < 0) {
        const [from, to] = [tree.from[node], tree.to[node]];
        if (isOnePoint(tree, node)) heap.add(squareTo(tree, from, point), to - from);
        else for (let place = from; place < to; place++) heap.add(squareTo(tree, place, point), 1);
        return;
      }
      const [left, right] = [tree.left[node], tree.right[node]];
      const [toLeft, toRight] = [leastSquare(tree, left, point), leastSquare(tree, right, point)];
      const [near, nearSquare, far, farSquare] = toLeft <= toRight ? [left, toLeft, right, toRight] : [right, toRight, left, toLeft];
      if (nearSquare < heap.bound()) look(near);
      if (farSquare < heap.bound()) look(far);
    };
    const gather = (node: number): void => {
      if (leastSquare(tree, node, point) > square) return;
      if (tree.left[node] >= 0) {
        gather(tree.left[node]);
        gather(tree.right[node]);
        return;
      }
      const [from, to] = [tree.from[node], tree.to[node]];
      const onePoint = isOnePoint(tree, node);
      for (let place = from; place < to; place = onePoint ? to : place + 1) {
        const own = squareTo(tree, place, point);
        if (own > square) continue;
        furthest = Math.max(furthest, own);
        builder.run(place, onePoint ? to : place + 1);
      }
    };

    for (const target of targets) {
      const root = goTo(target);
      if (root === undefined) {
        builder.close(Number.NaN);
        continue;
      }
      const all = tree.to[root] - tree.from[root] <= count;
      heap.reset();
      if (!all) look(root);
      const last = all ? Number.POSITIVE_INFINITY : heap.bound();
      const reach = Math.min(Math.sqrt(last), caliper) + tolerance;
      // A root and its square may lose the last bit, which must not lose a neighbour.
      square = Math.max(reach * reach, Math.min(last, caliper * caliper));
      furthest = -1;
      gather(root);
      builder.close(furthest >= 0 ? Math.sqrt(furthest) : Number.NaN);
    }
    return builder.sets();
  }

  function taker(caliper = Number.POSITIVE_INFINITY): (target: number) => Taken | undefined {
    const left = leftIn(tree);
    const gone = new Uint8Array(tree.order.length);
    const leafOf = leavesOf(tree);
    let best = -1;
    let square = 0;
    const look = (node: number): void => {
      if (left[node] === 0) return;
      if (tree.left[node] < 0) {
        const [from, to] = [tree.from[node], tree.to[node]];
        // Of equals the first is taken first.
        const onePoint = isOnePoint(tree, node);
        for (let place = onePoint ? to - left[node] : from; place < to; place = onePoint ? to : place + 1) {
          if (gone[place] === 1) continue;
          const own = squareTo(tree, place, point);
          if (own < square) [square, best] = [own, place];
        }
        return;
      }
      const [a, b] = [tree.left[node], tree.right[node]];
      const [toA, toB] = [leastSquare(tree, a, point), leastSquare(tree, b, point)];
      const [near, nearSquare, far, farSquare] = toA <= toB ? [a, toA, b, toB] : [b, toB, a, toA];
      if (nearSquare < square) look(near);
      if (farSquare < square) look(far);
    };
    return (target) => {
      const root = goTo(target);
      if (root === undefined) return undefined;
      best = -1;
      square = Number.POSITIVE_INFINITY;
      look(root);
      const distance = Math.sqrt(square);
      if (best < 0 || distance > caliper + tolerance) return undefined;
      gone[best] = 1;
      for (let node = leafOf[best]; node >= 0; node = tree.parent[node]) left[node] -= 1;
      return { row: tree.order[best], distance };
    };
  }

  return { nearest, taker };
}

const leftIn = ({ from, to }: PointTree): Int32Array => to.map((end, node) => end - from[node]);

function leavesOf({ from, to, left, order }: PointTree): Int32Array {
  const leaf = new Int32Array(order.length);
  for (let node = 0; node < from.length; node++) if (left[node] < 0) leaf.fill(node, from[node], to[node]);
  return leaf;
}
