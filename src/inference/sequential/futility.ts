import { bracketedRoot } from '../../math/bracketed-root.ts';
import { normalCdf, normalQuantile } from '../../math/distributions/normal.ts';
import { chanceBelow, goOn, isSameLook, nextAfter, type Past } from './continuation.ts';
import { expectBounds, expectChance, expectFractions, expectNumber, expectOption } from './expect-looks.ts';
import { type Spending, spentBy } from './spending.ts';

export interface FutilityPlan {
  /** Of all planned looks, the last included. */
  readonly fractions: readonly number[];
  /** Critical values of Z at them, one-sided. */
  readonly efficacy: readonly number[];
  readonly spending: Spending;
  /** The chance of missing an effect of the drift, over all looks. */
  readonly beta: number;
}

export interface Futility {
  /** Below it there is little left to find; -Infinity where nothing is spent; the last is that of efficacy. */
  readonly bounds: readonly number[];
  /** The mean of Z at fraction 1 that the plan misses with chance beta. */
  readonly drift: number;
}

/**
 * Bounds for stopping early because the effect planned for is hardly there: non-binding, so that ignoring them costs no false finds.
 *
 * Model     beta is spent as alpha is: at each look the value that a study with the planned drift, stopped by neither bound before, falls below with the part that is
 *           spent since the look before. The drift is that at which the last bound meets the one of efficacy, which was found as if nobody stopped for futility.
 * Shapes    one bound a look; one that would pass the efficacy bound is that.
 * Errors    option-invalid for fractions that fall, bounds that are missing, a last efficacy bound that is infinite, a beta outside 0 to 1.
 * Source    Pampallona, Tsiatis & Kim (2001), Drug Information Journal 35; Jennison & Turnbull (2000), chapter 7. Parity: rpact, bindingFutility = FALSE.
 */
export function futilityBounds({ fractions, efficacy, spending, beta }: FutilityPlan): Futility {
  expectFractions(fractions);
  expectBounds('efficacy', efficacy, fractions.length);
  expectChance('beta', beta);
  const last = fractions.length - 1;
  expectOption(Number.isFinite(efficacy[last]), `efficacy[${last}]`, efficacy[last], 'a finite number, so that the last look decides');
  const spent = fractions.map((fraction) => spentBy(spending, fraction, beta));
  expectOption(last === 0 || spent[last] > spent[last - 1], `fractions[${last}]`, fractions[last], 'more than at the look before it, which must be below 1');
  const under = (drift: number) => underDrift({ fractions, efficacy, spent, drift });
  let high = Math.max(1, (efficacy[last] - normalQuantile(beta)) / Math.sqrt(fractions[last]));
  while (under(high).missed > 0) high *= 2;
  const drift = bracketedRoot((at) => under(at).missed, 0, high);
  return { bounds: [...under(drift).bounds, efficacy[last]], drift };
}

interface Spent {
  readonly fractions: readonly number[];
  readonly efficacy: readonly number[];
  readonly spent: readonly number[];
  readonly drift: number;
}

/** Bounds of all looks but the last, and what is missed at that beyond what is left to spend. */
function underDrift({ fractions, efficacy, spent, drift }: Spent): { readonly bounds: readonly number[]; readonly missed: number } {
  const last = fractions.length - 1;
  const drifts = { low: drift, high: drift };
  let past: Past;
  let before = 0;
  const bounds = fractions.slice(0, last).map((fraction, look) => {
    if (isSameLook(past, fraction)) return -Infinity;
    const low = lowest(past, fraction, efficacy[look], spent[look] - before, drift);
    if (low > -Infinity) before += chanceBelow(past, fraction, low, drift);
    past = goOn(past, { fraction, next: nextAfter(fractions, fraction) ?? fraction, drifts }, { low, high: efficacy[look] });
    return low;
  });
  return { bounds, missed: chanceBelow(past, fractions[last], efficacy[last], drift) - (spent[last] - before) };
}

/** Chances below this are not worth a bound. */
const leastChance = 1e-16;

function lowest(past: Past, fraction: number, efficacy: number, chance: number, drift: number): number {
  if (!(chance >= leastChance)) return -Infinity;
  if (efficacy < Infinity && chanceBelow(past, fraction, efficacy, drift) <= chance) return efficacy;
  const alone = normalQuantile(chance) + drift * Math.sqrt(fraction);
  const high = efficacy < Infinity ? efficacy : drift * Math.sqrt(fraction) - normalQuantile(leastChance);
  return bracketedRoot((z) => Math.log(chanceBelow(past, fraction, z, drift) / chance), Math.min(alone, high), high);
}

export interface Halfway {
  /** Share of the information of the last look that is in. */
  readonly fraction: number;
  readonly z: number;
  /** Assumed from here on: the mean of Z at the last look. That of the estimate so far is z / sqrt(fraction). */
  readonly drift: number;
  /** At the last look. */
  readonly critical: number;
}

/**
 * The chance that Z exceeds its critical value at the last look, given Z now.
 *
 * Model     Φ((z sqrt t + drift (1 - t) - critical) / sqrt(1 - t)); at t = 1 and beyond nothing is left to chance.
 * Errors    option-invalid for a fraction that is not above zero, and numbers that are not finite.
 * Source    Lan, Simon & Halperin (1982), Sequential Analysis 1.
 */
export function conditionalPower({ fraction, z, drift, critical }: Halfway): number {
  expectFractions([fraction]);
  for (const [option, value] of Object.entries({ z, drift, critical })) expectNumber(option, value);
  if (fraction >= 1) return z >= critical ? 1 : 0;
  return normalCdf((z * Math.sqrt(fraction) + drift * (1 - fraction) - critical) / Math.sqrt(1 - fraction));
}
