import { ascendingOrder } from '../../math/ascending-order.ts';

/** Rows in the order of their score, which is told from the cutoff: those from `below` on are at it or above. */
export interface ScoredRows {
  /** Ascending; negative below the cutoff. */
  readonly score: Float64Array;
  readonly below: number;
  /** Whatever else is known of the rows, in the same order. */
  readonly columns: readonly Float64Array[];
  /** The cluster of each row, from 0 on; absent where rows are independent. */
  readonly clusters?: Int32Array;
}

/** Which side of the cutoff has what it takes, and how much it lacks. */
export interface TooFew {
  readonly refused: 'few-values';
  readonly side: 'below' | 'above';
  /** Distinct values of the score there. */
  readonly values: number;
  readonly least: number;
}

/** Nearly all scores of a side are so close to one another, beside a few far away, that no line or curve tells them apart. */
export interface TooClose {
  readonly refused: 'scores-too-close';
  readonly side: 'below' | 'above';
}

/**
 * Sorts rows by their score, and those alike in it by what else they hold: no result depends on the order in which they came.
 *
 * Shapes   score, columns and clusters of equal length, all finite.
 */
export function scoredRows(score: Float64Array, cutoff: number, columns: readonly Float64Array[], clusters?: Int32Array): ScoredRows {
  const order = ascendingOrder([score, ...columns]);
  const at = (values: Float64Array): Float64Array => {
    const found = new Float64Array(order.length);
    for (let i = 0; i < order.length; i++) found[i] = values[order[i]];
    return found;
  };
  const sorted = at(score).map((x) => x - cutoff);
  return {
    score: sorted,
    below: firstFrom(sorted, 0, sorted.length, 0),
    columns: columns.map(at),
    ...(clusters && { clusters: Int32Array.from(order, (i) => clusters[i]) }),
  };
}

/** The first place between `from` and `to` whose ascending value is at least `least`; `to` where none is. */
export function firstFrom(values: Float64Array, from: number, to: number, least: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first place between `from` and `to` whose ascending value is above `most`; `to` where none is. */
export function firstAbove(values: Float64Array, from: number, to: number, most: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Distances from the cutoff of each side, each value once and ascending. */
export function distinctDistances({ score, below }: ScoredRows): { readonly below: Float64Array; readonly above: Float64Array } {
  const found: [number[], number[]] = [[], []];
  for (let i = below - 1; i >= 0; i--) if (i === below - 1 || score[i] !== score[i + 1]) found[0].push(-score[i]);
  for (let i = below; i < score.length; i++) if (i === below || score[i] !== score[i - 1]) found[1].push(score[i]);
  return { below: Float64Array.from(found[0]), above: Float64Array.from(found[1]) };
}

/** The refusal where a side has fewer distinct scores than that. */
export function tooFewValues(distances: { readonly below: Float64Array; readonly above: Float64Array }, least: number): TooFew | undefined {
  for (const side of ['below', 'above'] as const) {
    if (distances[side].length < least) return { refused: 'few-values', side, values: distances[side].length, least };
  }
  return undefined;
}
