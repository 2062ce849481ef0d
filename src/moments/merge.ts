import { emptyMoments, type Moments } from './moments.ts';

/**
 * The moments of two sets of rows together, from the moments of each.
 *
 * Errors    TypeError when the columns differ in name or order.
 * Source    Chan, Golub & LeVeque (1983), The American Statistician 37.
 */
export function merge(a: Moments, b: Moments): Moments {
  const p = a.columns.length;
  if (b.columns.length !== p || a.columns.some((column, i) => column !== b.columns[i])) {
    throw new TypeError(`Moments of ${a.columns.join(', ')} and of ${b.columns.join(', ')} cannot be merged.`);
  }
  const sizes = { columns: a.columns, n: a.n + b.n, weight: a.weight + b.weight, weightSquares: a.weightSquares + b.weightSquares };
  if (a.weight === 0) return { ...sizes, mean: b.mean, comoment: b.comoment };
  if (b.weight === 0) return { ...sizes, mean: a.mean, comoment: a.comoment };
  const gap = Float64Array.from(a.mean, (mean, i) => b.mean[i] - mean);
  const share = b.weight / sizes.weight;
  const between = a.weight * share;
  const comoment = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) comoment[i * p + j] = a.comoment[i * p + j] + b.comoment[i * p + j] + between * (gap[i] * gap[j]);
  }
  return { ...sizes, mean: Float64Array.from(a.mean, (mean, i) => mean + share * gap[i]), comoment };
}

/** All parts merged, in pairs, so that rounding grows with the logarithm of their number. No parts are the moments of no rows and no columns. */
export function mergeAll(parts: readonly Moments[]): Moments {
  if (parts.length === 0) return emptyMoments([]);
  let level = parts;
  while (level.length > 1) {
    const above: Moments[] = [];
    for (let i = 0; i < level.length; i += 2) above.push(i + 1 < level.length ? merge(level[i], level[i + 1]) : level[i]);
    level = above;
  }
  return level[0];
}
