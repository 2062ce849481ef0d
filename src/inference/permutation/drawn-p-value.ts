export interface Draws {
  /** So many, unless `enough` of them reach what was seen before. */
  readonly most: number;
  readonly enough: number;
}

/**
 * The p-value of a statistic by draws under the null: exact at any number of draws, and few are made where it is large.
 *
 * Source  Besag & Clifford (1991), Biometrika 78.
 */
export function drawnPValue(seen: number, draw: () => number, { most, enough }: Draws): number {
  const least = seen * (1 - 1e-9);
  let reached = 0;
  for (let drawn = 1; drawn <= most; drawn++) if (draw() >= least && ++reached === enough) return enough / drawn;
  return (reached + 1) / (most + 1);
}
