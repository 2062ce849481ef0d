import type { Piece } from '../estimate/estimate.ts';
import { chiSquareLowerQuantile, chiSquareUpperQuantile } from '../math/distributions/chi-square.ts';

/** Events that are counted with weights, and all rows by the same weights, whether something happened there or not. */
export interface WeightedEvents {
  /** Sums over events, and over rows, of weights and of their squares. */
  readonly events: Sums;
  readonly rows: Sums;
}

interface Sums {
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
