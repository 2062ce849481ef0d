/** How rows near the cutoff count: less with their distance, all alike within the bandwidth, or by a parabola. */
export type Kernel = 'triangular' | 'uniform' | 'epanechnikov';

/** The weight at a distance of u bandwidths, from 0 to 1. */
export const kernelWeight: { readonly [K in Kernel]: (u: number) => number } = {
  triangular: (u) => 1 - u,
  uniform: () => 0.5,
  epanechnikov: (u) => 0.75 * (1 - u * u),
};

/** Of the rule of thumb that a selector of bandwidths begins with, by kernel. */
export const ruleOfThumb: Readonly<Record<Kernel, number>> = { triangular: 2.576, uniform: 1.843, epanechnikov: 2.34 };

/** How many rows have a weight above zero, the nearest first. */
export function rowsWithin(distance: Float64Array, bandwidth: number, kernel: Kernel): number {
  let [low, high] = [0, distance.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const u = distance[middle] / bandwidth;
    if (u < 1 || (u === 1 && kernel === 'uniform')) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Weights of the first rows: over the bandwidth, so that sides of unlike bandwidths count alike in what they have in common. */
export function kernelWeights(distance: Float64Array, rows: number, bandwidth: number, kernel: Kernel): Float64Array {
  const weights = new Float64Array(rows);
  const weigh = kernelWeight[kernel];
  for (let i = 0; i < rows; i++) weights[i] = weigh(distance[i] / bandwidth) / bandwidth;
  return weights;
}
