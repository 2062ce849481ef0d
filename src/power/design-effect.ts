import type { Clusters } from './design.ts';

/**
 * What the variance of a mean is multiplied by when units were randomized in clusters.
 *
 * Model     1 + ((1 + cv²) m - 1) icc, with mean size m and coefficient of variation cv of the sizes.
 * Source    Eldridge, Ashby & Kerry (2006), International Journal of Epidemiology 35.
 */
export function designEffect({ size, sizeVariation = 0, icc }: Clusters): number {
  return 1 + ((1 + sizeVariation ** 2) * size - 1) * icc;
}
