import { column, is, or } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Asking } from '../../relation/asking.ts';
import type { MeanErrors } from '../relative.ts';
import type { CentredFit } from '../second-pass.ts';
import { type ClusterCovarianceKind, varianceFactor } from './cluster-kinds.ts';
import { type Block, clusterRollup, type Residual } from './cluster-rollup.ts';
import { clusterShares, type Freedom, freedomOf, scaledFreedom } from './cluster-shares.ts';
import { rotatedForm } from './clustered-covariance.ts';
import { samplingScale } from './share-products.ts';

/** The regression within one arm, and where its value is asked for: at a shift from the arm's own means. */
export interface ShiftedRegression extends Pick<CentredFit, 'n' | 'means' | 'inverse'> {
  readonly arm: string;
  readonly shift: Float64Array;
}

/** An arm without covariates. */
export const armMean = (arm: string, n: number): ShiftedRegression => ({ arm, n, means: none, inverse: none, shift: none });
const none = new Float64Array(0);

export interface ArmErrorsOptions<Fit extends ShiftedRegression> {
  readonly assignment: string;
  readonly cluster: string;
  readonly kind: ClusterCovarianceKind;
  /** The regression of each arm, control first, evaluated at its shift. */
  readonly fits: readonly Fit[];
  readonly columns: readonly Expression[];
  /** Of one arm's rows: the residual of each outcome. */
  readonly residuals: (fit: Fit) => readonly Residual[];
  /** What the sampling of covariates adds by row to the mean of each arm, or of all alike. */
  readonly sampling?: readonly Expression[];
}

/** Errors of the means of the arms, by cluster. */
export interface ArmErrors {
  readonly perArm: Readonly<Record<string, number>>;
  /** Of arm i against control: covariances of w1 * mean of the arm - w0 * mean of control over the outcomes, m x m, and its degrees of freedom. */
  difference(arm: number, weights?: readonly [treatment: number, control: number]): { readonly matrix: readonly (readonly number[])[]; readonly df: number };
  /** Variances and covariance of the two means of the first outcome. */
  means(arm: number): MeanErrors;
}

/**
 * How the means of the arms err when clusters were randomized: each arm has a regression of its own, and a cluster lies in one arm, so that the
 * variance of the interacted regression is that of the arms, and its degrees of freedom come from their sums.
 *
 * Errors  cluster-spans-arms; cluster-too-few with fewer than two clusters in an arm.
 */
export function* armErrors<Fit extends ShiftedRegression>(o: ArmErrorsOptions<Fit>): Asking<ArmErrors> {
  const { fits, kind, sampling = [] } = o;
  const blocks = fits.map((fit): Block => ({ ...fit, columns: o.columns, residuals: o.residuals(fit) }));
  const names = fits.map(({ arm }) => arm);
  const where = names.map((arm) => is(column(o.assignment), arm)).reduce(or);
  const { blocks: sums, perArm } = yield* clusterRollup({
    blocks,
    cluster: o.cluster,
    where,
    grams: kind === 'CR2',
    arms: { assignment: o.assignment, names },
    further: sampling,
  });
  const clusters = sums.map((arm) => arm.clusters);
  const all = clusters.reduce((a, b) => a + b, 0);
  const outcomes = blocks[0].residuals.length;
  const errors = blocks.map(() => Array.from({ length: outcomes }, () => new Float64Array(all)));
  const freedom: (Freedom | undefined)[] = [];
  const scale = samplingScale(kind, all);
  let from = 0;
  for (const [a, arm] of sums.entries()) {
    const found = clusterShares(arm, [rotatedForm(blocks[a], { constant: 1, slopes: fits[a].shift })], kind);
    for (const [r, [share]] of found.shares.entries()) errors[a][r].set(share, from);
    freedom.push(found.freedom?.[0]);
    from += arm.clusters;
  }
  for (const [a, [error]] of errors.entries()) {
    if (sampling.length === 0) break;
    let g = 0;
    for (const arm of sums) for (const total of arm.further[sampling.length === 1 ? 0 : a]) error[g++] += scale * total;
  }

  const factorOf = (arm: number): number =>
    varianceFactor(kind, { clusters: clusters[arm] + clusters[0], n: fits[arm].n + fits[0].n, parameters: 2 * (o.columns.length + 1) });
  return {
    perArm,
    difference(arm, [w1, w0] = [1, 1]) {
      const apart = errors[arm].map((error, r) => error.map((value, g) => w1 * value - w0 * errors[0][r][g]));
      const [f1, f0] = [freedom[arm], freedom[0]];
      return {
        matrix: apart.map((x) => apart.map((y) => factorOf(arm) * products(x, y))),
        df: f1 && f0 ? freedomOf([scaledFreedom(f1, w1), scaledFreedom(f0, w0)]) : clusters[arm] + clusters[0] - 1,
      };
    },
    means(arm) {
      const [[one], [zero]] = [errors[arm], errors[0]];
      const factor = factorOf(arm);
      return { treatmentVariance: factor * products(one, one), controlVariance: factor * products(zero, zero), covariance: factor * products(one, zero) };
    },
  };
}

function products(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let g = 0; g < x.length; g++) sum += x[g] * y[g];
  return sum;
}
