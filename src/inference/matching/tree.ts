/**
 * A k-d tree over points. Equal points are never parted: a leaf holds a few points, or any number of equal ones, so that massive ties cost
 * no more than one point.
 *
 * Shapes    points are row-major in the order of the tree, `width` numbers each; node i covers places from[i] up to to[i] - 1; leaves have
 *           no left child (-1), the right child follows in `right`; boxes hold the least and then the largest of each column.
 * Source    Friedman, Bentley & Finkel (1977), ACM Transactions on Mathematical Software 3.
 */
export interface PointTree {
  readonly width: number;
  readonly order: Int32Array;
  readonly points: Float64Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly parent: Int32Array;
  readonly boxes: Float64Array;
  /** The root of each code of exact matching. */
  readonly roots: ReadonlyMap<number, number>;
}

const LEAF = 8;

/** The tree of the rows in `candidates`, one root for each code. */
export function pointTree(columns: readonly Float64Array[], candidates: Int32Array, codeOf: (row: number) => number): PointTree {
  const width = columns.length;
  const place = new Int32Array(columns[0].length);
  for (let i = 0; i < candidates.length; i++) place[candidates[i]] = i;
  const order = candidates.slice().sort((a, b) => codeOf(a) - codeOf(b) || place[a] - place[b]);
  // Twice as many nodes as places are enough: every split leaves something on both sides.
  const most = 2 * order.length;
  const [from, to, left, right, parent] = Array.from({ length: 5 }, () => new Int32Array(most));
  const boxes = new Float64Array(most * 2 * width);
  const roots = new Map<number, number>();
  let nodes = 0;

  const open = (low: number, high: number, above: number): number => {
    const node = nodes;
    nodes += 1;
    from[node] = low;
    to[node] = high;
    left[node] = -1;
    right[node] = -1;
    parent[node] = above;
    return node;
  };
  const waiting: number[] = [];
  for (let low = 0; low < order.length; ) {
    const code = codeOf(order[low]);
    let high = low + 1;
    while (high < order.length && codeOf(order[high]) === code) high += 1;
    roots.set(code, open(low, high, -1));
    waiting.push(roots.get(code)!);
    low = high;
  }
  const scratch = new Int32Array(order.length);
  while (waiting.length > 0) {
    const node = waiting.pop()!;
    const [low, high] = [from[node], to[node]];
    const widest = fillBox(boxes, node, columns, order, low, high);
    if (widest < 0 || high - low <= LEAF) continue;
    const middle = part(columns[widest], order, low, high, boxes[node * 2 * width + widest], scratch);
    left[node] = open(low, middle, node);
    right[node] = open(middle, high, node);
    waiting.push(left[node], right[node]);
  }
  const points = new Float64Array(order.length * width);
  for (let i = 0; i < order.length; i++) for (let c = 0; c < width; c++) points[i * width + c] = columns[c][order[i]];
  const used = <T extends Int32Array | Float64Array>(array: T, length: number): T => array.slice(0, length) as T;
  return {
    ...{ width, order, points, roots },
    ...{ from: used(from, nodes), to: used(to, nodes), left: used(left, nodes), right: used(right, nodes), parent: used(parent, nodes) },
    boxes: used(boxes, nodes * 2 * width),
  };
}

/** The box of a node; the column that is spread widest, or -1 where all points are equal. */
function fillBox(boxes: Float64Array, node: number, columns: readonly Float64Array[], order: Int32Array, low: number, high: number): number {
  const width = columns.length;
  let widest = -1;
  let spread = 0;
  for (let c = 0; c < width; c++) {
    const column = columns[c];
    let [least, most] = [column[order[low]], column[order[low]]];
    for (let i = low + 1; i < high; i++) {
      const value = column[order[i]];
      if (value < least) least = value;
      else if (value > most) most = value;
    }
    boxes[node * 2 * width + c] = least;
    boxes[node * 2 * width + width + c] = most;
    if (most - least > spread) [spread, widest] = [most - least, c];
  }
  return widest;
}

/** Moves those below a pivot to the front, in their order; where the others begin. The pivot is about the median, and something is below it. */
function part(column: Float64Array, order: Int32Array, low: number, high: number, least: number, scratch: Int32Array): number {
  const median = sampledMedian(column, order, low, high);
  const below = median > least ? (value: number): boolean => value < median : (value: number): boolean => value <= least;
  let front = low;
  let back = 0;
  for (let i = low; i < high; i++) {
    const row = order[i];
    if (below(column[row])) {
      order[front] = row;
      front += 1;
    } else {
      scratch[back] = row;
      back += 1;
    }
  }
  order.set(scratch.subarray(0, back), front);
  return front;
}

function sampledMedian(column: Float64Array, order: Int32Array, low: number, high: number): number {
  const taken = Math.min(high - low, 101);
  const sample = Float64Array.from({ length: taken }, (_, i) => column[order[low + Math.floor((i * (high - low)) / taken)]]);
  return sample.sort()[taken >> 1];
}

/** Squared distances from a point, which is set from outside, to boxes and places of a tree. */
export interface Distances {
  readonly point: Float64Array;
  /** To the nearest of the box of a node. */
  readonly toBox: (node: number) => number;
  readonly toPlace: (place: number) => number;
}

export function distancesIn({ width, boxes, points }: PointTree): Distances {
  const point = new Float64Array(width);
  return {
    point,
    toBox(node) {
      let at = node * 2 * width;
      let sum = 0;
      for (let c = 0; c < width; c++, at++) {
        const own = point[c];
        const off = own < boxes[at] ? boxes[at] - own : own > boxes[at + width] ? own - boxes[at + width] : 0;
        sum += off * off;
      }
      return sum;
    },
    toPlace(place) {
      let at = place * width;
      let sum = 0;
      for (let c = 0; c < width; c++, at++) {
        const off = point[c] - points[at];
        sum += off * off;
      }
      return sum;
    },
  };
}

/** For each node one where all its points are equal. */
export function onePoints({ width, boxes, from }: PointTree): Uint8Array {
  const equal = new Uint8Array(from.length);
  for (let node = 0; node < from.length; node++) {
    const at = node * 2 * width;
    let same = 1;
    for (let c = 0; c < width; c++) if (boxes[at + c] !== boxes[at + width + c]) same = 0;
    equal[node] = same;
  }
  return equal;
}
