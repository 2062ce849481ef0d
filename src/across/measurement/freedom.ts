/** A part of a variance, with its degrees of freedom. */
export interface ErrorPart {
  readonly variance: number;
  readonly freedom: number;
}

/** Degrees of freedom of a sum of independent parts (Welch and Satterthwaite). */
export function freedomOfSum(parts: readonly ErrorPart[]): number {
  const total = parts.reduce((sum, { variance }) => sum + variance, 0);
  const spread = parts.reduce((sum, { variance, freedom }) => sum + variance ** 2 / freedom, 0);
  return total > 0 && spread > 0 ? total ** 2 / spread : Infinity;
}
