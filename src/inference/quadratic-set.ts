import type { Piece } from '../estimate/estimate.ts';

/**
 * Where a x^2 + b x + c <= 0: an interval, two rays, the whole line, a point or nothing. The shape of every set that inverts a test of a ratio.
 * Roots are taken without cancellation.
 */
export function quadraticSet(a: number, b: number, c: number): readonly Piece[] {
  if (a === 0) {
    if (b === 0) return c <= 0 ? [{}] : [];
    return b > 0 ? [{ high: -c / b }] : [{ low: -c / b }];
  }
  const discriminant = b * b - 4 * a * c;
  if (discriminant < 0) return a < 0 ? [{}] : [];
  const q = -(b + (b < 0 ? -1 : 1) * Math.sqrt(discriminant)) / 2;
  const [low, high] = [q / a, q === 0 ? 0 : c / q].sort((x, y) => x - y);
  return a > 0 ? [{ low, high }] : [{ high: low }, { low: high }];
}
