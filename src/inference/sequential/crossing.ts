import { EstimandError } from '../../errors/estimand-error.ts';
import { chanceAbove, chanceBelow, goOn, isSameLook, nextAfter, type Past, type Region } from './continuation.ts';
import { expectBounds, expectFractions, expectNumber } from './expect-looks.ts';

export interface Bounds {
  readonly fractions: readonly number[];
  /** Above it a study stops; Infinity: no look. */
  readonly upper: readonly number[];
  /** Below it a study stops. Default: nowhere. */
  readonly lower?: readonly number[];
}

/** The past of each look: what went on after those before it, for any drift between two. The last is that of a look that comes after all. */
export function pastsOf({ fractions, upper, lower }: Required<Bounds>, drifts: Region, next = Infinity): readonly Past[] {
  const pasts: Past[] = [undefined];
  for (const [look, fraction] of fractions.entries()) {
    const past = pasts[look];
    const region = { low: lower[look], high: upper[look] };
    const stops = region.low > -Infinity || region.high < Infinity;
    if (stops && isSameLook(past, fraction))
      throw new EstimandError('option-invalid', {
        option: `fractions[${look}]`,
        found: String(fraction),
        asked: 'more than at the look before it, or its bounds infinite',
      });
    pasts.push(goOn(past, { fraction, next: nextAfter(fractions, fraction) ?? next, drifts }, region));
  }
  return pasts;
}

/** Bounds that are complete. Errors  option-invalid. */
export function expectedBounds({ fractions, upper, lower = fractions.map(() => -Infinity) }: Bounds): Required<Bounds> {
  expectFractions(fractions);
  expectBounds('upper', upper, fractions.length);
  expectBounds('lower', lower, fractions.length);
  return { fractions, upper, lower };
}

/**
 * The chance of crossing either bound first at each look.
 *
 * Model     Z at the looks is normal with means drift sqrt(t), variances 1, and correlations sqrt(t_j / t_k), t the shares of information.
 * Units     drift: the mean of Z at fraction 1, which is the effect over its standard error there.
 * Errors    option-invalid for fractions that fall, bounds that are missing, a drift that is not finite.
 * Source    Jennison & Turnbull (2000), Group Sequential Methods, chapters 3 and 19.
 */
export function crossingChances(options: Bounds & { readonly drift: number }): { readonly upper: number[]; readonly lower: number[] } {
  const bounds = expectedBounds(options);
  const { drift } = options;
  expectNumber('drift', drift);
  const pasts = pastsOf(bounds, { low: drift, high: drift });
  return {
    upper: bounds.fractions.map((fraction, look) => chanceAbove(pasts[look], fraction, bounds.upper[look], drift)),
    lower: bounds.fractions.map((fraction, look) => chanceBelow(pasts[look], fraction, bounds.lower[look], drift)),
  };
}
