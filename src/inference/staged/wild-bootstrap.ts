import { stream } from '../../math/random/stream.ts';

/** Draws of the bootstrap; with fewer ways to choose signs all of them are gone through. */
const draws = 9_999;

/**
 * Two-sided p-value of no effect by the wild cluster bootstrap of scores: what each cluster adds to the estimate changes sign by chance.
 *
 * Model   t* = sum of w s / sqrt(sum of (w s - their mean)^2), w of 1 and -1 alike (Rademacher), against t = estimate / error made in the same way; up to 13 clusters all
 *         signs, so that the p-value is exact under symmetry.
 * Shapes  one score a cluster.
 * Source  Kline & Santos (2012), Journal of Econometric Methods 1; Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90.
 */
export function wildBootstrap(estimate: number, scores: Float64Array, seed: number): number {
  const own = scores.filter((score) => score !== 0);
  const clusters = own.length;
  if (clusters < 2) return 1;
  const studentised = (sum: number, squares: number): number => Math.abs(sum) / Math.sqrt(Math.max(squares - sum ** 2 / clusters, Number.MIN_VALUE));
  const squares = own.reduce((sum, score) => sum + score ** 2, 0);
  const observed = Math.abs(estimate) / Math.sqrt(squares);
  const all = clusters <= 13 ? 2 ** clusters : undefined;
  const random = stream(seed);
  let beyond = 0;
  for (let draw = 0; draw < (all ?? draws); draw++) {
    let sum = 0;
    for (let c = 0; c < clusters; c++) sum += (all === undefined ? random.uniform() < 0.5 : (draw >> c) % 2 === 1) ? own[c] : -own[c];
    if (studentised(sum, squares) >= observed * (1 - 1e-12)) beyond++;
  }
  return all === undefined ? (beyond + 1) / (draws + 1) : beyond / all;
}
