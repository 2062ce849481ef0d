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
  const loadings = new Float64Array(size);
  const strongest = strongestPair(correlation, size);
  if (strongest === undefined) return loadings;
  const [first, second] = strongest;
  // With a third variable l_i^2 = ρ_ij ρ_ik / ρ_jk; two alone share their correlation evenly.
  let third = -1;
  for (let k = 0; k < size; k++) {
    if (k === first || k === second) continue;
    if (third < 0 || Math.abs(at(first, k) * at(second, k)) > Math.abs(at(first, third) * at(second, third))) third = k;
  }
  const alone = third < 0 || (at(first, third) === 0 && at(second, third) === 0);
  const square = alone ? Math.abs(at(first, second)) : (at(first, second) * at(first, third)) / at(second, third);
  if (!(square > 0 && square <= largest ** 2)) return undefined;
  loadings[first] = Math.sqrt(square);
  for (let k = 0; k < size; k++) if (k !== first) loadings[k] = at(first, k) / loadings[first];
  for (let i = 0; i < size; i++) {
    if (!(Math.abs(loadings[i]) <= largest)) return undefined;
    for (let j = 0; j < i; j++) if (!(Math.abs(at(i, j) - loadings[i] * loadings[j]) <= rounding)) return undefined;
  }
  return loadings;
}

/** The two variables with the largest absolute correlation; none when all are zero. */
function strongestPair(correlation: ArrayLike<number>, size: number): readonly [number, number] | undefined {
  let pair: readonly [number, number] | undefined;
  let most = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      if (Math.abs(correlation[i * size + j]) <= most) continue;
      most = Math.abs(correlation[i * size + j]);
      pair = [i, j];
    }
  }
  return pair;
}
