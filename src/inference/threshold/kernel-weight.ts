/** How rows count by their distance from the cutoff. */
export type ScoreKernel = 'triangular' | 'uniform' | 'epanechnikov';

/** The weight at a distance of u bandwidths, from 0 to 1. */
export const kernelWeight: { readonly [K in ScoreKernel]: (u: number) => number } = {
  triangular: (u) => 1 - u,
  uniform: () => 0.5,
  epanechnikov: (u) => 0.75 * (1 - u * u),
};
