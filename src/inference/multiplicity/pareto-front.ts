/** An arm by what it brings and what it costs. */
export interface ParetoPoint {
  readonly id: string;
  /** More is better. */
  readonly benefit: number;
  /** Less is better; the same harms in the same order in every point. */
  readonly harms: readonly number[];
}

/**
 * The ids that no other point dominates: none is as good in everything and better in something. Points that are equal in everything stay together.
 *
 * Model     compares point estimates; their uncertainty is not part of it.
 */
export function paretoFront(points: readonly ParetoPoint[]): readonly string[] {
  return points.filter((point) => !points.some((other) => dominates(other, point))).map(({ id }) => id);
}

function dominates(one: ParetoPoint, other: ParetoPoint): boolean {
  if (one.benefit < other.benefit || one.harms.some((harm, k) => harm > other.harms[k])) return false;
  return one.benefit > other.benefit || one.harms.some((harm, k) => harm < other.harms[k]);
}
