import type { Piece, RelativeEffect } from '../../estimate/estimate.ts';
import { opposedLimits, opposedP } from '../../inference/weighted-events.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import { hasFew, type RaisingAndLowering } from './events.ts';
import type { Inference } from './inference.ts';
import type { Settled } from './options.ts';

/** A value or a difference of which events are counted, over so many rows. */
export interface Counted {
  readonly value: number;
  readonly n: number;
  readonly parts: RaisingAndLowering;
}

type Limits = (alpha: number) => Required<Piece>;

const limitsOf =
  ({ value, n, parts }: Counted): Limits =>
  (alpha) => {
    const { low, high } = opposedLimits(n * value, parts, alpha);
    return { low: low / n, high: high / n };
  };

const outer = (a: Piece, b: Required<Piece>): Required<Piece> => ({ low: Math.min(a.low ?? -Infinity, b.low), high: Math.max(a.high ?? Infinity, b.high) });

/** Where a share is rare, or its events are few, no limit lies inside those of weighted counts: a normal bound of few events is too near, and of none is no bound. */
export function heldByEvents(s: Settled, inference: Inference, counted: Counted | undefined): Inference {
  if (!counted || !(counted.parts.rare || hasFew(counted.parts))) return inference;
  const limits = limitsOf(counted);
  const { interval, bounds, test, standardError } = inference;
  const wide = {
    standardError,
    interval: { ...interval, pieces: [outer(interval.pieces[0], limits((1 - s.level) / 2))] },
    bounds: { ...bounds, ...outer(bounds, limits(1 - s.boundsLevel)) },
  };
  if (hasFew(counted.parts)) return { ...wide, interval: { ...wide.interval, reference: { kind: 'score' } } };
  return test ? { ...wide, test: { ...test, ...agreeing(test, counted) } } : wide;
}

/** The p-value at which the limits reach zero, where it is larger. */
function agreeing(test: NonNullable<Inference['test']>, { value, n, parts }: Counted): { readonly pValue: number; readonly statistic: number } {
  const pValue = Math.min(1, Math.max(test.pValue, opposedP(n * value, parts)));
  return { pValue, statistic: pValue > test.pValue ? Math.sign(value) * normalQuantile(1 - pValue / 2) : test.statistic };
}

/** The same of the change over what was logged: the limits of the change over those of the logged mean. */
export function relativeByEvents(
  s: Settled,
  relative: RelativeEffect,
  counted: Counted | undefined,
  logged: { readonly mean: number; readonly error: number },
): RelativeEffect {
  if (!counted || !(counted.parts.rare || hasFew(counted.parts))) return relative;
  const limits = limitsOf(counted);
  const over = (alpha: number): Piece => {
    const { low, high } = limits(alpha);
    const reach = normalQuantile(1 - alpha) * logged.error;
    const [least, most] = [logged.mean - reach, logged.mean + reach];
    const by = (x: number, base: number): number | undefined => (base > 0 ? x / base : undefined);
    const [below, above] = [by(low, low < 0 ? least : most), by(high, high > 0 ? least : most)];
    return { ...(below !== undefined && { low: below }), ...(above !== undefined && { high: above }) };
  };
  const joined = (own: Piece, { low, high }: Piece): Piece => ({
    ...(own.low !== undefined && low !== undefined && { low: Math.min(own.low, low) }),
    ...(own.high !== undefined && high !== undefined && { high: Math.max(own.high, high) }),
  });
  const { interval, bounds, ...kept } = relative;
  const bound = bounds && joined(bounds, over(1 - s.boundsLevel));
  return {
    ...kept,
    ...(interval && {
      interval: { ...interval, pieces: interval.pieces.length === 1 ? [joined(interval.pieces[0], over((1 - s.level) / 2))] : interval.pieces },
    }),
    ...(bound?.low !== undefined && bound.high !== undefined && { bounds: { level: s.boundsLevel, low: bound.low, high: bound.high } }),
  };
}
