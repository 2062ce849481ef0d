import { localCovariances } from './local-moments.ts';
import type { MatchSpace } from './match-space.ts';
import type { MatchedSets, Search } from './matched-sets.ts';

export interface OwnVariances {
  /** Of each row that counts; zero of the others, which are not asked. */
  readonly variances: Float64Array;
  /** Rows whose exact group holds no other of their arm: told by the nearest outside it. */
  readonly borrowed: number;
}

/**
 * The variance of the outcome of each row, among it and its nearest neighbours of the same arm.
 *
 * Model     the sample variance of the unit and at least `neighbours` others, ties included.
 * Source    Abadie & Imbens (2006), section 5; the convention of Stata's teffects and of R Matching.
 */
export function ownVariances(space: MatchSpace, arms: readonly Search[], outcome: Float64Array, neighbours: number, counts: Float64Array): OwnVariances {
  const variances = new Float64Array(outcome.length);
  let borrowed = 0;
  const tell = (sets: MatchedSets): Int32Array => {
    const found = localCovariances(sets, outcome, outcome);
    for (const [at, row] of sets.targets.entries()) variances[row] = found[at];
    return sets.targets.filter((_, at) => sets.size[at] < 2);
  };
  for (const arm of arms) {
    const asked = arm.order.filter((row) => counts[row] > 0);
    // A unit is its own nearest.
    const alone = tell(arm.nearest(asked, neighbours + 1));
    borrowed += alone.length;
    if (alone.length > 0) tell(space.anywhere(arm.order).nearest(alone, neighbours + 1));
  }
  return { variances, borrowed };
}
