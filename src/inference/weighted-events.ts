import type { Piece } from '../estimate/estimate.ts';
import { bracketedRoot } from '../math/bracketed-root.ts';
import { chiSquareLowerQuantile, chiSquareUpperQuantile } from '../math/distributions/chi-square.ts';

/** Events that are counted with weights, and all rows by the same weights, whether something happened there or not. */
export interface WeightedEvents {
  /** Sums over events, and over rows, of weights and of their squares. */
  readonly events: Sums;
  readonly rows: Sums;
}

export interface Sums {
  readonly sum: number;
  readonly squares: number;
}

/** How many events of one weight would tell as much: fewer where few rows of large weight could tell more. */
export const effectiveEvents = (part: WeightedEvents): number => (part.rows.sum > 0 ? part.events.sum / typicalWeight(part) : 0);

/** The weight of an event, by those that were seen or by the rows that could have had one, whichever is larger: what was not seen may weigh more. */
function typicalWeight({ events, rows }: WeightedEvents): number {
  return Math.max(events.sum > 0 ? events.squares / events.sum : 0, rows.squares / rows.sum);
}

/**
 * Limits of the expected sum of weights over events.
 *
 * Model   x = sum / w events of one weight w, Poisson: w q(alpha, 2 x) / 2 and w q(1 - alpha, 2 x + 2) / 2, q the quantile of chi-square. With equal weights exact; no event
 *         gives zero and -w log(alpha). w is the mean weight of an event or of a row, whichever is larger (both counted by weight). No rows, no events: zero.
 * @param alpha  of each side.
 * Source  Garwood (1936), Biometrika 28; Dobson, Kuulasmaa, Eberle & Scherer (1991), Statistics in Medicine 10, on weighted sums of Poisson counts.
 */
export function weightedLimits(part: WeightedEvents, alpha: number): Required<Piece> {
  if (!(part.rows.sum > 0)) return { low: 0, high: 0 };
  const weight = typicalWeight(part);
  const count = part.events.sum / weight;
  return { low: count > 0 ? (weight / 2) * chiSquareLowerQuantile(alpha, 2 * count) : 0, high: (weight / 2) * chiSquareUpperQuantile(alpha, 2 * count + 2) };
}

/** Two sums of weights over events that never meet. */
export interface Opposed {
  readonly raising: WeightedEvents;
  readonly lowering: WeightedEvents;
}

/** Limits of the difference of two such sums about `value`: the distances to theirs are added as squares. Source  Zou & Donner (2008), Statistics in Medicine 27 (MOVER). */
export function opposedLimits(value: number, { raising, lowering }: Opposed, alpha: number): Required<Piece> {
  const [up, down] = [weightedLimits(raising, alpha), weightedLimits(lowering, alpha)];
  return {
    low: value - Math.hypot(raising.events.sum - up.low, down.high - lowering.events.sum),
    high: value + Math.hypot(up.high - raising.events.sum, lowering.events.sum - down.low),
  };
}

/** The two-sided p-value at which those limits reach zero. */
export function opposedP(value: number, opposed: Opposed): number {
  const within = (logAlpha: number): number => {
    const { low, high } = opposedLimits(value, opposed, Math.exp(logAlpha));
    return value > 0 ? low : -high;
  };
  const [least, most] = [Math.log(1e-15), Math.log(0.49)];
  if (within(least) > 0) return 0;
  return within(most) < 0 ? 1 : 2 * Math.exp(bracketedRoot(within, least, most));
}

/** Events whose weight is no less than the largest that was seen: what was not drawn may weigh as much. */
export const noLighterThan = (largest: number, events: Sums): WeightedEvents => ({ events, rows: { sum: largest, squares: largest ** 2 } });
