import { bracketedRoot } from '../../math/bracketed-root.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import { chanceAbove, goOn, isSameLook, nextAfter, type Past } from './continuation.ts';
import { expectBounds, expectFractions, expectOption } from './expect-looks.ts';
import { type Spending, spentBy } from './spending.ts';

export interface EfficacyPlan {
  /** Shares of the planned information at the looks, not falling; the last may exceed 1. */
  readonly fractions: readonly number[];
  /** By what error is spent at each, where that is not its share of the information: at a last look that comes sooner all of it is. */
  readonly spentAt?: readonly number[];
  readonly spending: Spending;
  /** One-sided: of a two-sided test, half of its alpha. */
  readonly alpha: number;
}

/** Chances below this are beneath what numbers near one can hold. */
const leastChance = 1e-16;

/**
 * Critical values of Z, one a look, at which a study may stop for efficacy and still errs in no more than alpha of cases on this side.
 *
 * Model     at each look the value that a study without effect, not stopped before, exceeds with the part of alpha that is spent since the look before. At and beyond
 *           the planned information all is spent, with the information that there truly is.
 * Shapes    as many as fractions. Infinity where nothing is spent: all was before, or nothing was learned since the last look; what is not spent for that reason is at the next.
 *           Where less than 1e-16 is spent, the quantile of that, as if there had been no look before: no smaller than the exact bound.
 * Errors    option-invalid for fractions that are not positive or fall, and an alpha outside 0 to 1.
 * Source    Lan & DeMets (1983), Biometrika 70; Jennison & Turnbull (2000), chapters 7 and 19. Parity: rpact.
 */
export function efficacyBounds({ fractions, spentAt = fractions, spending, alpha }: EfficacyPlan): readonly number[] {
  expectFractions(fractions);
  return boundsOfSpent(
    fractions,
    spentAt.map((share) => spentBy(spending, share, alpha)),
  );
}

const noDrift = { low: 0, high: 0 };

/** Bounds that spend these chances by these looks, each counted from the first look on. Errors  option-invalid as for `efficacyBounds`. */
export function boundsOfSpent(fractions: readonly number[], spent: readonly number[]): readonly number[] {
  expectFractions(fractions);
  expectBounds('spent', spent, fractions.length);
  for (const [look, chance] of spent.entries()) expectOption(chance >= 0 && chance < 1, `spent[${look}]`, chance, 'a chance from 0 to below 1');
  let past: Past;
  let before = 0;
  return fractions.map((fraction, look) => {
    const chance = spent[look] - before;
    if (!(chance > 0) || isSameLook(past, fraction)) return Infinity;
    const high = critical(past, fraction, chance, spent[look]);
    before = spent[look];
    past = goOn(past, { fraction, next: nextAfter(fractions, fraction) ?? fraction, drifts: noDrift }, { low: -Infinity, high });
    return high;
  });
}

function critical(past: Past, fraction: number, chance: number, spent: number): number {
  const alone = -normalQuantile(chance);
  if (!past || chance < leastChance) return alone;
  // With no look before it would be exceeded by chance, were nobody stopped before by all that is spent: the bound lies between.
  const least = -normalQuantile(spent);
  return bracketedRoot((z) => Math.log(chanceAbove(past, fraction, z, 0) / chance), least, alone);
}
