import type { Bounds, Interval, Piece, RelativeEffect, Test } from '../../estimate/estimate.ts';
import type { Inference } from './inference.ts';

/**
 * Limits of a value that is biased because its weights were cut where the data said so: they also hold the limits of an unbiased value of the same estimand, and so
 * cover it wherever these do, however the cut was chosen. The p-value is the larger one. No standard error makes such limits, so none is told.
 */
export function alsoHolding(own: Inference, unbiased: Inference): Omit<Inference, 'standardError'> {
  const test = own.test && unbiased.test && weaker(own.test, unbiased.test);
  return { interval: outerInterval(own.interval, unbiased.interval), bounds: outerBounds(own.bounds, unbiased.bounds), ...(test && { test }) };
}

/** The same of a change over what was logged. */
export function relativeAlsoHolding(own: RelativeEffect, unbiased: RelativeEffect | undefined): RelativeEffect | undefined {
  if (!own.interval || !unbiased?.interval) return undefined;
  const { interval, bounds, ...kept } = own;
  return {
    ...kept,
    interval: outerInterval(interval, unbiased.interval),
    ...(bounds && unbiased.bounds && { bounds: outerBounds(bounds, unbiased.bounds) }),
  };
}

const outerBounds = (a: Bounds, b: Bounds): Bounds => ({ level: a.level, low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) });

/** From the lower end of either to the upper end of either; sets of several pieces, which leave both ends open, are the whole line. */
function outerInterval(a: Interval, b: Interval): Interval {
  const all = [...a.pieces, ...b.pieces];
  const end = (of: (piece: Piece) => number | undefined, most: (...ends: readonly number[]) => number): number | undefined => {
    const ends = all.flatMap((piece) => of(piece) ?? []);
    return ends.length === all.length ? most(...ends) : undefined;
  };
  const [low, high] = [end((piece) => piece.low, Math.min), end((piece) => piece.high, Math.max)];
  return { ...a, pieces: [{ ...(low !== undefined && { low }), ...(high !== undefined && { high }) }] };
}

/** Of tests that point apart there is none that speaks. */
function weaker(a: Test, b: Test): Test {
  if (Math.sign(a.statistic) !== Math.sign(b.statistic)) return { ...a, statistic: 0, pValue: 1 };
  return a.pValue >= b.pValue ? a : b;
}
