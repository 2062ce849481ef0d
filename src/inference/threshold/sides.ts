import { ascendingOrder } from '../../math/ascending-order.ts';

/** Rows of a study with a threshold, as columns of one length without gaps. */
export interface ThresholdData {
  /** Less the cutoff: rows from zero on are those above. */
  readonly score: Float64Array;
  readonly outcome: Float64Array;
  /** What was received, where it does not follow the score: a fuzzy design. */
  readonly treatment?: Float64Array;
  readonly covariates?: readonly NamedColumn[];
  /** Codes of clusters, any integers. */
  readonly cluster?: Int32Array;
}

export interface NamedColumn {
  readonly name: string;
  readonly values: Float64Array;
}

export interface Sides<T> {
  readonly below: T;
  readonly above: T;
}
export type SideName = keyof Sides<unknown>;

export const bothSides = <A, B>(sides: Sides<A>, f: (side: A, name: SideName) => B): Sides<B> => ({
  below: f(sides.below, 'below'),
  above: f(sides.above, 'above'),
});

/** The rows of one side of the cutoff, the nearest first. */
export interface Side {
  /** Which way the score runs from the cutoff. */
  readonly sign: 1 | -1;
  /** From the cutoff, ascending. */
  readonly distance: Float64Array;
  /** Outcome, then the treatment of a fuzzy design, then covariates; all less what they are on average over both sides, but for the treatment. */
  readonly columns: readonly Float64Array[];
  readonly ties: Ties;
  readonly clusters?: SideClusters;
}

export const sideName = ({ sign }: Side): SideName => (sign === 1 ? 'above' : 'below');

/** Clusters of a side in the order of their nearest row. */
export interface SideClusters {
  readonly codes: Int32Array;
  readonly count: number;
  /** What the data call each. */
  readonly names: readonly number[];
}

/** Rows of one score side by side. */
export interface Ties {
  /** Where each begins, and the count of rows. */
  readonly starts: Int32Array;
  readonly distance: Float64Array;
}

export interface SortedRows {
  readonly sides: Sides<Side>;
  readonly fuzzy: boolean;
  readonly covariates: readonly string[];
  /** Of outcome and covariates, which the sides have less of; zero for the treatment. */
  readonly means: readonly number[];
  /** All scores, ascending. */
  readonly score: Float64Array;
}

/** Rows in the order of their score, and by what they hold where it is the same: results do not depend on the order in which rows came, to the last bit. */
export function sortedRows({ score, outcome, treatment, covariates = [], cluster }: ThresholdData): SortedRows {
  const given = [outcome, ...(treatment ? [treatment] : []), ...covariates.map(({ values }) => values)];
  const order = ascendingOrder([score, ...given]);
  const ascending = inOrder(score, order);
  let first = 0;
  while (first < order.length && ascending[first] < 0) first++;
  const columns = given.map((values) => inOrder(values, order));
  const means = columns.map((values, j) => (treatment && j === 1 ? 0 : meanOf(values)));
  const below = distancesBelow(ascending, first);
  const above = ascending.subarray(first);
  return {
    sides: {
      below: {
        sign: -1,
        distance: below,
        columns: columns.map((values, j) => lessMean(values.subarray(0, first), means[j]).reverse()),
        ties: tiesOf(below),
        ...(cluster && { clusters: codesInOrder(cluster, order.slice(0, first).reverse()) }),
      },
      above: {
        sign: 1,
        distance: above,
        columns: columns.map((values, j) => lessMean(values.subarray(first), means[j])),
        ties: tiesOf(above),
        ...(cluster && { clusters: codesInOrder(cluster, order.subarray(first)) }),
      },
    },
    fuzzy: treatment !== undefined,
    covariates: covariates.map(({ name }) => name),
    means,
    score: ascending,
  };
}

function inOrder(values: Float64Array, places: Int32Array): Float64Array {
  const found = new Float64Array(places.length);
  // Zero has one sign.
  for (let i = 0; i < places.length; i++) found[i] = values[places[i]] + 0;
  return found;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** In place. */
function lessMean(values: Float64Array, mean: number): Float64Array {
  if (mean !== 0) for (let i = 0; i < values.length; i++) values[i] -= mean;
  return values;
}

function distancesBelow(ascending: Float64Array, count: number): Float64Array {
  const distance = new Float64Array(count);
  for (let i = 0; i < count; i++) distance[i] = -ascending[count - 1 - i];
  return distance;
}

function tiesOf(distance: Float64Array): Ties {
  const starts = new Int32Array(distance.length + 1);
  let count = 0;
  for (let i = 0; i < distance.length; i++) if (i === 0 || distance[i] !== distance[i - 1]) starts[count++] = i;
  starts[count] = distance.length;
  if (count === distance.length) return { starts, distance };
  const own = new Float64Array(count);
  for (let g = 0; g < count; g++) own[g] = distance[starts[g]];
  return { starts: starts.slice(0, count + 1), distance: own };
}

function codesInOrder(cluster: Int32Array, places: Int32Array): SideClusters {
  const known = new Map<number, number>();
  const codes = new Int32Array(places.length);
  for (let i = 0; i < places.length; i++) {
    const code = cluster[places[i]];
    const found = known.get(code) ?? known.size;
    if (found === known.size) known.set(code, found);
    codes[i] = found;
  }
  return { codes, count: known.size, names: [...known.keys()] };
}

/** How many clusters the first rows belong to. */
export function clustersWithin({ codes }: SideClusters, rows: number): number {
  let count = 0;
  for (let i = 0; i < rows; i++) if (codes[i] >= count) count = codes[i] + 1;
  return count;
}
