import { bracketedRoot } from '../../math/bracketed-root.ts';
import { normalTail } from '../../math/distributions/normal.ts';
import { type EfficacyPlan, efficacyBounds } from './bounds.ts';
import { expectNumber } from './expect-looks.ts';

/** Fractions of all looks that were taken, up to the one that is read. */
export interface Seen extends Omit<EfficacyPlan, 'alpha'> {
  /** At the last of them. */
  readonly z: number;
}

/** Beyond it a two-sided p-value is one anyway. */
const mostAlpha = 0.5;

/**
 * The smallest one-sided alpha whose bound |z| reaches at the last of the looks: a p-value that may be read at every look, whether or not the study stops.
 *
 * Model     the alpha at which the last efficacy bound is |z|. The interval estimate +- bound x standard error at each look holds at all of them at once.
 * Units     one-sided; twice it, at most 1, is the two-sided p-value. Between 0.5 and 1 it is told as 0.5.
 * Errors    option-invalid as for `efficacyBounds`, and for a z that is not finite.
 * Source    Jennison & Turnbull (1989), JRSS B 51. Parity: rpact's repeated p-values.
 */
export function repeatedPValue({ z, ...plan }: Seen): number {
  expectNumber('z', z);
  const size = Math.abs(z);
  const lastBound = (alpha: number): number => efficacyBounds({ ...plan, alpha })[plan.fractions.length - 1];
  const least = normalTail(size);
  if (least === 0) return 0;
  if (lastBound(mostAlpha) >= size) return mostAlpha;
  if (lastBound(least) <= size) return least;
  // As a quantile alpha moves the bound nearly one for one, so that a few steps find it.
  return normalTail(bracketedRoot((quantile) => lastBound(normalTail(quantile)) - size, 0, size));
}
