import type { Bounds, Estimate, Interval, Piece, Reference } from '../../estimate/estimate.ts';
import type { Levels } from '../../inference/wald.ts';

/** What an estimate says of how it errs. */
export type Shown = Pick<Estimate, 'standardError' | 'interval' | 'bounds' | 'test' | 'relative'>;

/** Limits of a difference, and of what it is of the control mean where that can be said; an end that is missing is unbounded. */
export interface AnyLimits {
  readonly difference: Piece;
  readonly change?: Piece | undefined;
}

/** No limit inside either. */
export function outer(a: Piece, b: Piece): Piece {
  const low = a.low === undefined || b.low === undefined ? undefined : Math.min(a.low, b.low);
  const high = a.high === undefined || b.high === undefined ? undefined : Math.max(a.high, b.high);
  return { ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
}

/** Interval and bounds, also those of the relative effect, by other limits at the same levels; no standard error and no test, which would not agree with them. */
export function withLimits(
  { interval, bounds, relative }: Shown,
  { level, boundsLevel }: Levels,
  reference: Reference,
  limits: (level: number, own: AnyLimits) => AnyLimits,
): Shown {
  const shown = (of: Interval, piece: Piece): Interval => ({ ...of, reference, pieces: [piece] });
  const two = limits(level, { difference: onePiece(interval), change: relative?.interval && onePiece(relative.interval) });
  const one = limits(2 * boundsLevel - 1, { difference: bounds ?? {}, change: relative && (relative.bounds ?? {}) });
  const within = bounded(one.difference, boundsLevel);
  const changed = one.change && bounded(one.change, boundsLevel);
  return {
    interval: shown(interval, two.difference),
    ...(within && { bounds: within }),
    ...(relative && {
      relative: {
        value: relative.value,
        controlMean: relative.controlMean,
        ...(relative.interval && { interval: shown(relative.interval, two.change ?? {}) }),
        ...(changed && { bounds: changed }),
      },
    }),
  };
}

/** Two rays, and the whole line, have no ends. */
const onePiece = ({ pieces }: Interval): Piece => (pieces.length === 1 ? pieces[0] : {});

const bounded = ({ low, high }: Piece, level: number): Bounds | undefined => (low === undefined || high === undefined ? undefined : { level, low, high });
