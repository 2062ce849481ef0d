/** How rows near the cutoff count: less with their distance, all alike within the bandwidth, or by a parabola. */
export type Kernel = 'triangular' | 'uniform' | 'epanechnikov';

/** Of the rule of thumb that a selector of bandwidths begins with, by kernel. */
export const ruleOfThumb: Readonly<Record<Kernel, number>> = { triangular: 2.576, uniform: 1.843, epanechnikov: 2.34 };

/** How many rows have a weight above zero, the nearest first. */
export function rowsWithin(distance: Float64Array, bandwidth: number, kernel: Kernel): number {
  let [low, high] = [0, distance.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (weightAt(distance[middle] / bandwidth, kernel) > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Weights of the first rows, up to a factor of the kernel: over the bandwidth, so that sides of unlike bandwidths count alike in what they have in common. */
export function kernelWeights(distance: Float64Array, rows: number, bandwidth: number, kernel: Kernel): Float64Array {
  const weights = new Float64Array(rows);
  if (kernel === 'uniform') return weights.fill(1 / bandwidth);
  for (let i = 0; i < rows; i++) {
    const u = distance[i] / bandwidth;
    weights[i] = (kernel === 'triangular' ? 1 - u : 1 - u * u) / bandwidth;
  }
  return weights;
}

function weightAt(u: number, kernel: Kernel): number {
  if (kernel === 'uniform') return u <= 1 ? 1 : 0;
  return kernel === 'triangular' ? 1 - u : 1 - u * u;
}
