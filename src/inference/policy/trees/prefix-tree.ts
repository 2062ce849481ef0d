/**
 * Numbers at places, of which any may grow: the highest and the lowest of their running sums are known at all times.
 *
 * Model    a binary tree over the places; each node holds the sum below it and the extremes of the running sums within it, so that a change touches one node a level.
 */
export interface PrefixTree {
  /** Of a node (1 is the root, 2k and 2k + 1 are below k): sum, highest and lowest running sum, one after the other. */
  readonly nodes: Float64Array;
  /** Places, a power of two. */
  readonly width: number;
}

export const widthOf = (places: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, places)));

export const prefixTree = (width: number): PrefixTree => ({ nodes: new Float64Array(6 * width), width });

export function addAt({ nodes, width }: PrefixTree, place: number, value: number): void {
  let node = width + place;
  let at = 3 * node;
  const own = nodes[at] + value;
  nodes[at] = own;
  nodes[at + 1] = own;
  nodes[at + 2] = own;
  for (node >>= 1; node > 0; node >>= 1) {
    at = 3 * node;
    const left = 6 * node;
    const sum = nodes[left];
    const high = sum + nodes[left + 4];
    const low = sum + nodes[left + 5];
    nodes[at] = sum + nodes[left + 3];
    nodes[at + 1] = nodes[left + 1] > high ? nodes[left + 1] : high;
    nodes[at + 2] = nodes[left + 2] < low ? nodes[left + 2] : low;
  }
}

/** The extremes of the running sums that end at a place from `first` to `last`: written to `into`, high and low. */
export function extremesBetween({ nodes, width }: PrefixTree, first: number, last: number, into: Float64Array): void {
  // What lies before `first`, and from there to the right in whole nodes: up while these fit, then down.
  let before = 0;
  for (let node = width + first; node > 1; node >>= 1) if (node & 1) before += nodes[3 * (node - 1)];
  let [high, low] = [-Infinity, Infinity];
  let place = first;
  while (place <= last) {
    let node = width + place;
    let reach = 1;
    while ((node & 1) === 0 && place + 2 * reach - 1 <= last) {
      node >>= 1;
      reach *= 2;
    }
    high = Math.max(high, before + nodes[3 * node + 1]);
    low = Math.min(low, before + nodes[3 * node + 2]);
    before += nodes[3 * node];
    place += reach;
  }
  into[0] = high;
  into[1] = low;
}

/** Counts at places, with the place where they reach a number. */
export interface CountTree {
  readonly counts: Int32Array;
  readonly width: number;
}

export const countTree = (width: number): CountTree => ({ counts: new Int32Array(2 * width), width });

export function countAt({ counts, width }: CountTree, place: number): void {
  for (let node = width + place; node > 0; node >>= 1) counts[node]++;
}

/** The first place up to which there are at least `count` (no more than all). */
export function placeReaching({ counts, width }: CountTree, count: number): number {
  let node = 1;
  let missing = count;
  while (node < width) {
    node *= 2;
    if (counts[node] < missing) {
      missing -= counts[node];
      node++;
    }
  }
  return node - width;
}
