import { type Estimated, influenceError, sumOfSquares, type WeightedRows, weightedMean } from './influence.ts';

/** Scores of a judge and labels of people on the same rows. */
export interface Ratings extends WeightedRows {
  readonly judge: Float64Array;
  readonly human: Float64Array;
}

/**
 * Pearson's correlation of judge and people, with the standard error of its influence function. Absent when one of them is constant.
 *
 * Source  Hampel's influence function of the correlation; Devlin, Gnanadesikan & Kettenring (1975), Biometrika 62.
 */
export function correlation(r: Ratings): Estimated | undefined {
  const [mj, mh] = [weightedMean(r, (i) => r.judge[i]), weightedMean(r, (i) => r.human[i])];
  const [sj, sh] = [Math.sqrt(weightedMean(r, (i) => (r.judge[i] - mj) ** 2)), Math.sqrt(weightedMean(r, (i) => (r.human[i] - mh) ** 2))];
  if (!(sj > 0) || !(sh > 0)) return undefined;
  const [zj, zh] = [(i: number) => (r.judge[i] - mj) / sj, (i: number) => (r.human[i] - mh) / sh];
  const value = weightedMean(r, (i) => zj(i) * zh(i));
  return { value, standardError: influenceError(r, (i) => zj(i) * zh(i) - (value / 2) * (zj(i) ** 2 + zh(i) ** 2)) };
}

/**
 * Krippendorff's alpha of two raters, interval metric: one less observed over expected disagreement. Absent when everybody says the same.
 *
 * Model   1 - mean (j - h)^2 / (2 v), v the variance of both raters' values together over 2n - 1; standard error by the delta method.
 * Source  Krippendorff (2004), Content Analysis, chapter 11.
 */
export function krippendorffAlpha(r: Ratings): Estimated | undefined {
  const centre = weightedMean(r, (i) => (r.judge[i] + r.human[i]) / 2);
  const within = (i: number): number => (r.judge[i] - r.human[i]) ** 2;
  const around = (i: number): number => (r.judge[i] - centre) ** 2 + (r.human[i] - centre) ** 2;
  const expected = (weightedMean(r, around) * 2 * r.n) / (2 * r.n - 1);
  if (!(expected > 0)) return undefined;
  const ratio = weightedMean(r, within) / expected;
  const correction = (2 * r.n) / (2 * r.n - 1);
  return { value: 1 - ratio, standardError: influenceError(r, (i) => (within(i) - ratio * correction * around(i)) / expected) };
}

/**
 * Cohen's kappa of two raters who choose among categories: agreement beyond what their margins give. Absent when chance alone explains all.
 *
 * Source  Cohen (1960); Fleiss, Cohen & Everitt (1969), Psychological Bulletin 72, for the standard error. Parity: statsmodels cohens_kappa.
 */
export function cohenKappa(r: Ratings): Estimated | undefined {
  const agree = (i: number): number => (r.judge[i] === r.human[i] ? 1 : 0);
  const shares = (of: Float64Array): ReadonlyMap<number, number> =>
    new Map([...new Set(of)].map((category) => [category, weightedMean(r, (i) => (of[i] === category ? 1 : 0))]));
  const [judge, human] = [shares(r.judge), shares(r.human)];
  const chance = [...judge].reduce((sum, [category, share]) => sum + share * (human.get(category) ?? 0), 0);
  if (!(chance < 1)) return undefined;
  const value = (weightedMean(r, agree) - chance) / (1 - chance);
  const margins = (i: number): number => (human.get(r.judge[i]) ?? 0) + (judge.get(r.human[i]) ?? 0);
  const observed = weightedMean(r, agree);
  return {
    value,
    standardError: influenceError(r, (i) => (agree(i) - observed - (1 - value) * (margins(i) - 2 * chance)) / (1 - chance)),
  };
}

/**
 * How often the judge ranks a row that people call 1 above one they call 0, ties by half. Absent unless there are two of each.
 *
 * Model   placements of each row among the others; the variance of their means, over n - 1 of each kind.
 * Source  DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44; in clusters Obuchowski (1997), Biometrics 53.
 */
export function areaUnderCurve(r: Ratings): Estimated | undefined {
  const rows = Array.from({ length: r.n }, (_, i) => i);
  const [ones, zeros] = [1, 0].map((label) => rows.filter((i) => r.human[i] === label));
  if (ones.length < 2 || zeros.length < 2) return undefined;
  const [ofOnes, ofZeros] = [placements(ones, zeros, r), placements(zeros, ones, r)];
  const mean = (at: readonly number[], of: Float64Array): number => {
    const total = at.reduce((sum, i) => sum + r.weight(i), 0);
    return at.reduce((sum, i, k) => sum + r.weight(i) * of[k], 0) / total;
  };
  const value = mean(ones, ofOnes);
  const variance = (at: readonly number[], of: Float64Array, about: number): number => {
    const total = at.reduce((sum, i) => sum + r.weight(i), 0);
    const squares = at.reduce((sum, i, k) => sum + (r.weight(i) * (of[k] - about)) ** 2, 0);
    return (squares / total ** 2) * (at.length / (at.length - 1));
  };
  if (r.together) return { value, standardError: Math.sqrt(clustered({ ones, ofOnes, zeros, ofZeros, value }, r)) };
  return { value, standardError: Math.sqrt(variance(ones, ofOnes, value) + variance(zeros, ofZeros, 1 - value)) };
}

interface Placed {
  readonly ones: readonly number[];
  readonly ofOnes: Float64Array;
  readonly zeros: readonly number[];
  readonly ofZeros: Float64Array;
  readonly value: number;
}

/** Placements of both kinds added up by cluster. */
function clustered({ ones, ofOnes, zeros, ofZeros, value }: Placed, r: Ratings): number {
  const shares = new Float64Array(r.n);
  const place = (at: readonly number[], of: Float64Array, about: number): void => {
    const total = at.reduce((sum, i) => sum + r.weight(i), 0);
    for (const [k, i] of at.entries()) shares[i] = (r.weight(i) * (of[k] - about)) / total;
  };
  place(ones, ofOnes, value);
  place(zeros, ofZeros, 1 - value);
  return sumOfSquares(r.n, (i) => shares[i], r.together!);
}

/** Of each row the share of the others that it is above, ties by half. */
function placements(of: readonly number[], among: readonly number[], r: Ratings): Float64Array {
  const sorted = [...among].sort((a, b) => r.judge[a] - r.judge[b]);
  const below = new Float64Array(sorted.length + 1);
  for (const [k, i] of sorted.entries()) below[k + 1] = below[k] + r.weight(i);
  const first = (score: number, orEqual: boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = r.judge[sorted[middle]];
      if (at < score || (orEqual && at === score)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return Float64Array.from(of, (i) => (below[first(r.judge[i], false)] + below[first(r.judge[i], true)]) / 2 / below[sorted.length]);
}
