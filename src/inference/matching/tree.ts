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

const LEAF = 16;
/** The median of so many stands for that of all. */
const SAMPLE = 101;

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
  const room = { places: new Int32Array(order.length), sample: new Float64Array(SAMPLE) };
  while (waiting.length > 0) {
    const node = waiting.pop()!;
    const [low, high] = [from[node], to[node]];
    const widest = fillBox(boxes, node, columns, order, low, high);
    if (widest < 0 || high - low <= LEAF) continue;
    const middle = part(columns[widest], order, low, high, boxes[node * 2 * width + widest], room);
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

interface Room {
  readonly places: Int32Array;
  readonly sample: Float64Array;
}

/** Moves those below a pivot to the front, in their order; where the others begin. The pivot is about the median, and something is below it. */
function part(column: Float64Array, order: Int32Array, low: number, high: number, least: number, room: Room): number {
  const median = sampledMedian(column, order, low, high, room.sample);
  const below = median > least ? (value: number): boolean => value < median : (value: number): boolean => value <= least;
  let front = low;
  let back = 0;
  for (let i = low; i < high; i++) {
    const row = order[i];
    if (below(column[row])) {
      order[front] = row;
      front += 1;
    } else {
      room.places[back] = row;
      back += 1;
    }
  }
  order.set(room.places.subarray(0, back), front);
  return front;
}

function sampledMedian(column: Float64Array, order: Int32Array, low: number, high: number, sample: Float64Array): number {
  const taken = Math.min(high - low, SAMPLE);
  for (let i = 0; i < taken; i++) sample[i] = column[order[low + Math.floor((i * (high - low)) / taken)]];
  return smallest(sample, taken, taken >> 1);
}

/** The one at a rank among the first `count` numbers, which are put in another order (Hoare 1961). */
function smallest(values: Float64Array, count: number, rank: number): number {
  let [from, to] = [0, count - 1];
  while (from < to) {
    const pivot = values[(from + to) >> 1];
    let [up, down] = [from, to];
    while (up <= down) {
      while (values[up] < pivot) up++;
      while (values[down] > pivot) down--;
      if (up > down) break;
      [values[up], values[down]] = [values[down], values[up]];
      up++;
      down--;
    }
    if (rank <= down) to = down;
    else if (rank >= up) from = up;
    else break;
  }
  return values[rank];
}

/** Squared distance from a point to the nearest of the box of a node; some number above `most` where it is more. */
export function squareToBox(boxes: Float64Array, node: number, point: Float64Array, width: number, most: number): number {
  let at = node * 2 * width;
  let sum = 0;
  for (let c = 0; c < width; c++, at++) {
    const own = point[c];
    const below = boxes[at] - own;
    if (below > 0) sum += below * below;
    else {
      const above = own - boxes[at + width];
      if (above > 0) sum += above * above;
    }
    if (sum > most) return sum;
  }
  return sum;
}

/** Squared distance from a point to the one at a place; some number above `most` where it is more. */
export function squareToPlace(points: Float64Array, place: number, point: Float64Array, width: number, most: number): number {
  let at = place * width;
  let sum = 0;
  let c = 0;
  for (; c + 3 < width; c += 4, at += 4) {
    const first = point[c] - points[at];
    const second = point[c + 1] - points[at + 1];
    const third = point[c + 2] - points[at + 2];
    const fourth = point[c + 3] - points[at + 3];
    sum = sum + first * first + second * second + third * third + fourth * fourth;
    if (sum > most) return sum;
  }
  for (; c < width; c++, at++) {
    const off = point[c] - points[at];
    sum += off * off;
  }
  return sum;
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
