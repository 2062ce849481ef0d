/** Trace and sum of squares of the quadratic form that a variance is, from which its degrees of freedom come. */
export interface Freedom {
  readonly trace: number;
  readonly squares: number;
}

/** Degrees of freedom of a sum of independent quadratic forms. Zero where single clusters determine the form: nothing is left to estimate from. */
export function freedomOf(parts: readonly Freedom[]): number {
  const trace = parts.reduce((sum, part) => sum + part.trace, 0);
  const squares = parts.reduce((sum, part) => sum + part.squares, 0);
  return squares > 0 ? trace ** 2 / squares : 0;
}

/** The freedom of the same form multiplied by a factor. */
export const scaledFreedom = ({ trace, squares }: Freedom, factor: number): Freedom => ({ trace: trace * factor ** 2, squares: squares * factor ** 4 });
