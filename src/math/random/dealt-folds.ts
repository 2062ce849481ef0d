import { shuffle } from './shuffle.ts';
import { stream } from './stream.ts';

/** The fold of each unit, from 0 on; below 0 of units that are in none. */
export interface Folds {
  readonly of: Int32Array;
  readonly count: number;
}

/** Which units are dealt out alike, and which together. */
export interface Dealt {
  /** Of each unit; those of the highest are dealt out first. */
  readonly strata: Uint8Array;
  readonly clusters?: { readonly codes: Int32Array; readonly count: number };
}

/**
 * Folds drawn by chance, each with as near as can be the same share of every stratum; clusters stay whole and count as of the highest stratum of their units.
 *
 * Shapes   order: the places of the units, in which they are drawn.
 */
export function dealtFolds({ strata, clusters }: Dealt, count: number, order: Int32Array, seed: number, repeat = 0): Folds {
  const draws = drawnUnits(order, clusters?.codes);
  const stratum = new Uint8Array(clusters ? clusters.count : strata.length);
  let highest = 0;
  for (let i = 0; i < strata.length; i++) {
    const g = clusters ? clusters.codes[i] : i;
    if (strata[i] > stratum[g]) stratum[g] = strata[i];
    if (strata[i] > highest) highest = strata[i];
  }
  shuffle(draws, stream(seed, repeat));
  const fold = new Int32Array(stratum.length);
  let next = 0;
  for (let wanted = highest; wanted >= 0; wanted--) for (const g of draws) if (stratum[g] === wanted) fold[g] = next++ % count;
  return { of: clusters ? Int32Array.from(clusters.codes, (g) => fold[g]) : fold, count };
}

/** What is drawn, each once: units, or their clusters in the order of their first unit. */
function drawnUnits(order: Int32Array, codes: Int32Array | undefined): Int32Array {
  return codes ? Int32Array.from(new Set(Array.from(order, (i) => codes[i]))) : order.slice();
}
