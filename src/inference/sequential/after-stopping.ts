import { bracketedRoot } from '../../math/bracketed-root.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import { chanceAbove, isSameLook } from './continuation.ts';
import { type Bounds, expectedBounds, pastsOf } from './crossing.ts';
import { expectChance, expectNumber, expectOption } from './expect-looks.ts';

export interface Stopped extends Bounds {
  /** At the last of the looks: where the study stopped, or where it is read. */
  readonly z: number;
  /** Of the two-sided interval. */
  readonly level: number;
}

/** What is said after a study stopped early, or could have. */
export interface AfterStopping {
  /** One-sided, against a drift above zero; the two-sided one is twice the smaller of it and its complement. */
  readonly pValue: number;
  /** Median-unbiased drift: as often too high as too low. Times the standard error at fraction 1 it is the effect. */
  readonly median: number;
  /** Limits of the drift. */
  readonly low: number;
  readonly high: number;
}

/**
 * p-value, estimate and interval that hold though the study could have stopped at an earlier look.
 *
 * Model     Stagewise ordering: the sooner an upper bound is crossed the further up an outcome lies, the sooner a lower one the further down; within a look Z orders.
 *           p(drift) = P(crossed above before) + P(reached this look, Z >= z) grows with the drift: the p-value is p(0); limits and median are where it is
 *           (1 - level) / 2, its complement, and a half.
 * Shapes    the fractions of all looks that were taken, up to this one; upper and lower bounds of each, of which that of the last is not read. Default of lower: upper
 *           mirrored, for two-sided tests; -Infinity where only one side stops.
 * Units     drifts: means of Z at fraction 1.
 * Errors    option-invalid as for `crossingChances`, and for a level outside 0 to 1.
 * Source    Tsiatis, Rosner & Mehta (1984), Biometrics 40; Jennison & Turnbull (2000), chapter 8. Parity: rpact.
 */
export function afterStopping({ z, level, ...options }: Stopped): AfterStopping {
  expectNumber('z', z);
  expectChance('level', level);
  const { fractions, upper, lower } = expectedBounds({ ...options, lower: options.lower ?? options.upper.map((bound) => -bound) });
  const looks = fractions.length - 1;
  const fraction = fractions[looks];
  const before = { fractions: fractions.slice(0, looks), upper: upper.slice(0, looks), lower: lower.slice(0, looks) };
  // So low, and so high, that even all looks together reach what was seen with less than is left to one side.
  const reach = -normalQuantile((1 - level) / 2 / (looks + 1));
  const farthest = (bounds: readonly number[], last: number): number =>
    Math.max(...bounds.map((bound, look) => (reach - bound) / Math.sqrt(fractions[look])), (reach - last) / Math.sqrt(fraction), 0);
  const drifts = {
    low: -farthest(before.upper, z),
    high: farthest(
      before.lower.map((bound) => -bound),
      -z,
    ),
  };
  const pasts = looks > 0 ? pastsOf(before, drifts, fraction) : [undefined];
  expectOption(!isSameLook(pasts[looks], fraction), `fractions[${looks}]`, fraction, 'more than at the look before it');
  const asFarUp = (drift: number): number =>
    before.upper.reduce((sum, bound, look) => sum + chanceAbove(pasts[look], fractions[look], bound, drift), 0) + chanceAbove(pasts[looks], fraction, z, drift);
  const driftAt = (chance: number): number => bracketedRoot((drift) => asFarUp(drift) - chance, drifts.low, drifts.high);
  return { pValue: Math.min(1, asFarUp(0)), median: driftAt(0.5), low: driftAt((1 - level) / 2), high: driftAt((1 + level) / 2) };
}
