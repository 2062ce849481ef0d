import { column, is, or } from '../../expressions/build.ts';
import { expressionKey } from '../../expressions/walk.ts';
import { remembered } from '../../math/remembered.ts';
import type { Asking } from '../../relation/asking.ts';
import { type Freedom, freedomOf, scaledFreedom } from '../freedom.ts';
import type { ArmErrors, ArmErrorsOptions, ShiftedRegression } from './arm-regressions.ts';
import type { Block } from './block.ts';
import { varianceFactor } from './cluster-kinds.ts';
import { clusterRollup } from './cluster-rollup.ts';
import { clusterShares } from './cluster-shares.ts';
import { rotatedForm } from './clustered-covariance.ts';
import { samplingScale } from './share-products.ts';
import { spanningErrors } from './spanning-errors.ts';

/**
 * How the means of the arms err when clusters were randomized: each arm has a regression of its own, and a cluster lies in one arm, so that the
 * variance of the interacted regression is that of the arms, and its degrees of freedom come from their sums. Clusters that were not randomized: `spanningErrors`.
 *
 * Errors  cluster-spans-arms; cluster-too-few with fewer than two clusters in an arm.
 */
export const armErrors = <Fit extends ShiftedRegression>(o: ArmErrorsOptions<Fit>): Asking<ArmErrors> =>
  o.clusterArms === 'any' ? spanningErrors(o) : errorsOfOneArm(o);

function* errorsOfOneArm<Fit extends ShiftedRegression>(o: ArmErrorsOptions<Fit>): Asking<ArmErrors> {
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
    const form = rotatedForm(blocks[a], { constant: 1, slopes: fits[a].shift });
    const found = remembered(arm, expressionKey(['shares', kind, form]), () => clusterShares(arm, [form], kind));
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
  const freedomBetween = (arm: number, [w1, w0]: readonly [number, number] = [1, 1]): number => {
    const [f1, f0] = [freedom[arm], freedom[0]];
    return f1 && f0 ? freedomOf([scaledFreedom(f1, w1), scaledFreedom(f0, w0)]) : clusters[arm] + clusters[0] - 1;
  };
  return {
    perArm,
    together: (arm) => clusters[arm] + clusters[0],
    freedom: freedomBetween,
    difference(arm, [w1, w0] = [1, 1]) {
      const between = (r: number, s: number): number => {
        let sum = 0;
        const [x1, x0, y1, y0] = [errors[arm][r], errors[0][r], errors[arm][s], errors[0][s]];
        for (let g = 0; g < all; g++) sum += (w1 * x1[g] - w0 * x0[g]) * (w1 * y1[g] - w0 * y0[g]);
        return factorOf(arm) * sum;
      };
      return {
        matrix: errors[arm].map((_, r) => errors[arm].map((__, s) => between(r, s))),
        df: freedomBetween(arm, [w1, w0]),
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
