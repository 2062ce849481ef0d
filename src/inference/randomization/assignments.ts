import type { Balance } from './balance.ts';
import type { Lots } from './mechanism.ts';

/** In how many ways the lots can be given out, balance aside: a product of multinomials, exactly; undefined above a limit. */
export function countAssignments({ arms, armCount, starts }: Lots, most: number): number | undefined {
  let ways = 1n;
  const counts = new Float64Array(armCount);
  for (let b = 0; b + 1 < starts.length; b++) {
    counts.fill(0);
    let n = 0;
    for (let g = starts[b]; g < starts[b + 1]; g++) {
      // One more lot of an arm: C(n, k) grows by n / k, and stays whole after each step.
      n++;
      counts[arms[g]]++;
      ways = (ways * BigInt(n)) / BigInt(counts[arms[g]]);
    }
    if (ways > BigInt(most)) return undefined;
  }
  return Number(ways);
}

/**
 * Every way to give out the lots, each once, in one array that is written over; of draws that are kept only where balanced, those that are.
 *
 * Model   the next permutation of a multiset in lexicographic order, block by block like the digits of a number.
 */
export function visitAssignments({ arms, starts }: Lots, balance: Balance | undefined, see: (arms: Int32Array) => void): void {
  const now = arms.slice();
  for (let b = 0; b + 1 < starts.length; b++) now.subarray(starts[b], starts[b + 1]).sort();
  for (;;) {
    if (!balance || balance.distance(now) <= balance.most * (1 + 1e-9)) see(now);
    let b = 0;
    while (b + 1 < starts.length && !next(now.subarray(starts[b], starts[b + 1]))) b++;
    if (b + 1 === starts.length) return;
  }
}

/** The permutation after this one, in place; the first again, and false, after the last. */
function next(values: Int32Array): boolean {
  let i = values.length - 2;
  while (i >= 0 && values[i] >= values[i + 1]) i--;
  if (i < 0) {
    values.reverse();
    return false;
  }
  let j = values.length - 1;
  while (values[j] <= values[i]) j--;
  [values[i], values[j]] = [values[j], values[i]];
  values.subarray(i + 1).reverse();
  return true;
}
