import { type Codes, codesUpTo } from './effects.ts';

/** Rows that are alone in a level of an effect: the effect fits them whatever their outcome, so that they tell nothing. */
export interface Singletons {
  /** One for each row that stays, zero for each that does not. */
  readonly kept: Uint8Array;
  /** How many do not. */
  readonly count: number;
}

/**
 * Rows that stay when those alone in a level are taken out, and those that this leaves alone, until none is.
 *
 * Shapes  codes of one effect or more, all of one length. Linear in the rows: each level keeps its count and the exclusive or of its row numbers, which of a single row is that row.
 * Source  Correia (2015), Singletons, cluster-robust standard errors and fixed effects.
 */
export function singletons(effects: readonly Codes[]): Singletons {
  const n = effects[0]?.length ?? 0;
  const kept = new Uint8Array(n).fill(1);
  const counts = effects.map((codes) => new Int32Array(codesUpTo(codes)));
  const rows = counts.map(({ length }) => new Int32Array(length));
  for (const [e, codes] of effects.entries()) {
    for (let i = 0; i < n; i++) {
      counts[e][codes[i]]++;
      rows[e][codes[i]] ^= i;
    }
  }
  const alone: number[] = [];
  const lookAt = (e: number, level: number): void => {
    if (counts[e][level] === 1) alone.push(rows[e][level]);
  };
  for (const [e, { length }] of counts.entries()) for (let level = 0; level < length; level++) lookAt(e, level);
  let count = 0;
  for (let row = alone.pop(); row !== undefined; row = alone.pop()) {
    if (kept[row] === 0) continue;
    kept[row] = 0;
    count++;
    for (const [e, codes] of effects.entries()) {
      counts[e][codes[row]]--;
      rows[e][codes[row]] ^= row;
      lookAt(e, codes[row]);
    }
  }
  return { kept, count };
}

/** The entries of the rows that stay; the array itself when all do. */
export function keptOf<A extends Float64Array | Int32Array>(array: A, { kept, count }: Singletons): A {
  if (count === 0) return array;
  const left = array.slice(0, array.length - count) as A;
  for (let i = 0, at = 0; i < array.length; i++) if (kept[i] === 1) left[at++] = array[i];
  return left;
}
