import { bracketedRoot } from '../bracketed-root.ts';
import { normalQuantile, normalTail } from './normal.ts';

/** The c with P(|Z + shift| > c) = alpha of a standard normal Z; shift >= 0. */
export function foldedNormalCritical(shift: number, alpha: number): number {
  // Both tails, so that nothing cancels. Of c - shift, which stays small: between the one-sided and the two-sided quantile.
  const beyond = (above: number): number => normalTail(above) + normalTail(above + 2 * shift) - alpha;
  return shift + bracketedRoot(beyond, -normalQuantile(alpha), -normalQuantile(alpha / 2));
}
