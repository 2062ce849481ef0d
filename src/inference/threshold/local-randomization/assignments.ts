import { shuffle } from '../../../math/random/shuffle.ts';
import type { Random } from '../../../math/random/stream.ts';
import type { Membership } from './arm-statistics.ts';

/** All the ways to treat as many rows as were treated, or so many of them drawn at random. */
export interface Assignments {
  readonly exact: boolean;
  readonly count: number;
  /** Hands out each in turn, in one array that is written over. */
  visit(see: (treated: Membership) => void): void;
}

/** Up to so many ways are all gone through. */
const mostWays = 50_000;

/**
 * Who else might have been treated, had the rows of a window been drawn by lot with the same numbers on both sides.
 *
 * Model    All of them where there are no more than 50,000, the one that happened among them; else `draws` at random.
 * Source   Cattaneo, Frandsen & Titiunik (2015), Journal of Causal Inference 3.
 */
export function assignmentsLike(treated: Membership, draws: number, random: Random): Assignments {
  const n = treated.length;
  const count = treated.reduce((sum, one) => sum + one, 0);
  const ways = waysTo(n, count);
  if (ways <= mostWays) return { exact: true, count: ways, visit: (see) => visitAll(n, count, see) };
  return {
    exact: false,
    count: draws,
    visit(see) {
      const drawn = treated.slice();
      for (let i = 0; i < draws; i++) {
        shuffle(drawn, random);
        see(drawn);
      }
    },
  };
}

function waysTo(n: number, count: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(count, n - count) && ways <= mostWays; i++) ways = Math.round((ways * (n - i + 1)) / i);
  return ways;
}

function visitAll(n: number, count: number, see: (treated: Membership) => void): void {
  const places = Int32Array.from({ length: count }, (_, i) => i);
  const treated = Uint8Array.from({ length: n }, (_, i) => (i < count ? 1 : 0));
  for (;;) {
    see(treated);
    let moved = count - 1;
    while (moved >= 0 && places[moved] === n - count + moved) moved -= 1;
    if (moved < 0) return;
    for (let i = moved; i < count; i++) treated[places[i]] = 0;
    places[moved] += 1;
    for (let i = moved + 1; i < count; i++) places[i] = places[i - 1] + 1;
    for (let i = moved; i < count; i++) treated[places[i]] = 1;
  }
}

/** What of a statistic counts as having been reached, but for rounding. */
const reached = 1 - 1e-9;

/** P-values of several statistics by the same assignments: the share whose size is at least that of what happened; of draws, what happened is one more. */
export function randomizationPValues(
  treated: Membership,
  statistics: readonly ((treated: Membership) => number)[],
  assignments: Assignments,
): readonly number[] {
  const seen = statistics.map((statistic) => Math.abs(statistic(treated)) * reached);
  const counts = new Float64Array(statistics.length);
  assignments.visit((drawn) => {
    for (let s = 0; s < statistics.length; s++) if (!(Math.abs(statistics[s](drawn)) < seen[s])) counts[s] += 1;
  });
  const own = assignments.exact ? 0 : 1;
  return Array.from(counts, (count) => (count + own) / (assignments.count + own));
}
