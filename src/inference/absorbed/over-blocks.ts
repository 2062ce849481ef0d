import { choleskyFactor } from '../../math/cholesky.ts';
import { dot } from '../../math/dot.ts';
import { multiplyVector, transpose } from '../../math/matrix.ts';
import { leastSquares } from '../../moments/least-squares.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import { type ClusterSums, clusterShares } from '../clusters/cluster-shares.ts';
import { freedomOf } from '../freedom.ts';
import { leastSlack } from '../second-pass.ts';
import type { StratifiedDifference } from '../stratified.ts';
import type { AbsorbedBlock, Adjusting, Unadjustable } from './absorbed-block.ts';

/** The effect where blocks are one observation each, and how their covariates moved it. */
export interface OverBlocks {
  readonly difference: StratifiedDifference;
  readonly slopes: Float64Array;
  readonly condition: number;
  /** Blocks that are fitted whatever their outcomes. */
  readonly saturated: number;
  /** Of the blocks' differences: what those of the covariates leave over, and all of it. */
  readonly residualSumOfSquares: number;
  readonly totalSumOfSquares: number;
}

/** Differences of the arms' mean covariates, block by block. */
const differencesIn = (blocks: readonly AbsorbedBlock[], names: readonly string[]): readonly Float64Array[] =>
  blocks.map(({ treatment, control }) => Float64Array.from(names, (name) => meanOf(treatment, name) - meanOf(control, name)));

/** They as moments, each block by its share of the units. */
export function momentsOfBlocks(blocks: readonly AbsorbedBlock[], names: readonly string[], rows = differencesIn(blocks, names)): Moments {
  const shares = sharesOf(blocks);
  const p = names.length;
  const mean = new Float64Array(p);
  for (const [b, row] of rows.entries()) for (let j = 0; j < p; j++) mean[j] += shares[b] * row[j];
  const comoment = new Float64Array(p * p);
  for (const [b, row] of rows.entries())
    for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) comoment[i * p + j] += shares[b] * (row[i] - mean[i]) * (row[j] - mean[j]);
  return { columns: names, n: blocks.length, weight: 1, weightSquares: shares.reduce((sum, w) => sum + w * w, 0), mean, comoment };
}

/**
 * Pairs, and blocks that mostly hold a single unit of an arm: the regression of the blocks' differences in outcome on their differences in covariates, whose intercept is the
 * effect: what is the same for all of a block cancels, and chance makes the differences in covariates zero on average.
 *
 * Model   t_b = effect + g'(mean x of the treatment - mean x of control in b) + e_b by shares n_b / n; CR2 by block, or by the cluster that holds blocks, with Bell and
 *         McCaffrey's degrees of freedom (of pairs: HC2). The arms' means are intercepts of the same regression of the means of each arm.
 * Shapes  `clusters`: the cluster of each block from zero, each its own unless told.
 * Source  Imai (2008), Statistics in Medicine 27; Fogarty (2018), JRSS B 80. Parity: R lm of differences, clubSandwich CR2 and Satterthwaite.
 */
export function overBlocks(
  blocks: readonly AbsorbedBlock[],
  { outcome, covariates }: Adjusting,
  clusters: readonly number[] = blocks.map((_, b) => b),
): OverBlocks | Unadjustable {
  const k = covariates.length;
  const count = clusters.reduce((most, g) => Math.max(most, g), 0) + 1;
  if (count - 1 - k < 1) return { kind: 'too-few', freedom: Math.max(0, count - 1 - k) };
  const rows = differencesIn(blocks, covariates);
  const shares = sharesOf(blocks);
  const parts = blocks.map(({ treatment, control }) => {
    const [one, zero] = [meanOf(treatment, outcome), meanOf(control, outcome)];
    return [one - zero, one, zero];
  });
  const names = [0, 1, 2].map((part) => `${outcome} ${part}`);
  const m = momentsOfBlocks(
    blocks,
    [...covariates, ...names],
    rows.map((row, b) => Float64Array.of(...row, ...parts[b])),
  );
  const fits = [];
  for (const name of names) {
    const fit = leastSquares(m, name, covariates);
    if ('kind' in fit) return { kind: 'collinear', columns: fit.columns };
    fits.push(fit);
  }
  const [{ gramInverse, condition }] = fits;
  const inverse = Float64Array.from({ length: k * k }, (_, e) => gramInverse[(Math.floor(e / k) + 1) * (k + 1) + (e % k) + 1]);
  const factor = choleskyFactor(inverse, k);
  if (!factor) return { kind: 'collinear', columns: covariates };
  const turn = transpose(factor, k, k);
  const means = m.mean.slice(0, k);
  const p = k + 1;
  const grams = new Float64Array(count * p * p);
  const scores = fits.map(() => new Float64Array(count * p));
  let saturated = 0;
  for (const [b, row] of rows.entries()) {
    const z = Float64Array.of(
      1,
      ...multiplyVector(
        turn,
        row.map((value, j) => value - means[j]),
        k,
      ),
    );
    if (1 - shares[b] * dot(z, z) < leastSlack) saturated++;
    const g = clusters[b];
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < p; j++) grams[(g * p + i) * p + j] += shares[b] * z[i] * z[j];
      for (const [part, { coefficients }] of fits.entries())
        scores[part][g * p + i] += shares[b] * z[i] * (parts[b][part] - coefficients[0] - dot(coefficients.subarray(1), row));
    }
  }
  const sums: ClusterSums = { clusters: count, rank: p, grams, scores };
  const atZero = Float64Array.of(
    1,
    ...multiplyVector(
      turn,
      means.map((mean) => -mean),
      k,
    ),
  );
  const { shares: errors, freedom } = clusterShares(sums, [atZero], 'CR2');
  const product = (i: number, j: number): number => dot(errors[i][0], errors[j][0]);
  return {
    difference: {
      value: fits[0].coefficients[0],
      standardError: Math.sqrt(product(0, 0)),
      df: freedomOf([freedom![0]]),
      means: {
        treatment: fits[1].coefficients[0],
        control: fits[2].coefficients[0],
        treatmentVariance: product(1, 1),
        controlVariance: product(2, 2),
        covariance: product(1, 2),
      },
    },
    slopes: fits[0].coefficients.slice(1),
    condition,
    saturated,
    residualSumOfSquares: fits[0].residualSumOfSquares,
    totalSumOfSquares: comomentOf(m, names[0], names[0]),
  };
}

function sharesOf(blocks: readonly AbsorbedBlock[]): readonly number[] {
  const units = blocks.map(({ whole }) => whole.n);
  const n = units.reduce((a, b) => a + b, 0);
  return units.map((own) => own / n);
}
