/** How far a correlation may lie from the product of two loadings: rounding of the covariances it was made of. */
const rounding = 1e-12;
/** Loadings closer to one have a variable that nearly is the common factor: the quadrature would need too many places. */
const largest = 0.999;

/**
 * The loadings l with correlation l_i l_j between any two different variables, where there are such: contrasts of several arms with one
 * control, and independent variables.
 *
 * Shapes    correlation: size × size, row-major.
 */
export function productStructure(correlation: ArrayLike<number>, size: number): Float64Array | undefined {
  const at = (i: number, j: number): number => correlation[i * size + j];
  const strongest = strongestPair(correlation, size);
  if (strongest === undefined) return new Float64Array(size);
  const [first, second] = strongest;
  // With a third variable l_i^2 = ρ_ij ρ_ik / ρ_jk; two alone share their correlation evenly; where all but one are weak that one is free.
  let third = -1;
  for (let k = 0; k < size; k++) {
    if (k === first || k === second) continue;
    if (third < 0 || Math.abs(at(first, k) * at(second, k)) > Math.abs(at(first, third) * at(second, third))) third = k;
  }
  const even = Math.sqrt(Math.abs(at(first, second)));
  const byThird = third < 0 ? even : Math.sqrt((at(first, second) * at(first, third)) / at(second, third));
  for (const own of [byThird, even, 0.9]) {
    const loadings = Float64Array.from({ length: size }, (_, k) => (k === first ? own : at(first, k) / own));
    if (isProduct(correlation, loadings)) return loadings;
  }
  return undefined;
}

function isProduct(correlation: ArrayLike<number>, loadings: Float64Array): boolean {
  for (const [i, loading] of loadings.entries()) {
    if (!(Math.abs(loading) <= largest)) return false;
    for (let j = 0; j < i; j++) if (!(Math.abs(correlation[i * loadings.length + j] - loading * loadings[j]) <= rounding)) return false;
  }
  return true;
}

/** The two variables with the largest absolute correlation; none when all are zero but for rounding. */
function strongestPair(correlation: ArrayLike<number>, size: number): readonly [number, number] | undefined {
  let pair: readonly [number, number] | undefined;
  let most = rounding;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      if (Math.abs(correlation[i * size + j]) <= most) continue;
      most = Math.abs(correlation[i * size + j]);
      pair = [i, j];
    }
  }
  return pair;
}
