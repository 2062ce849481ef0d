import { column, is, or } from '../../expressions/build.ts';
import { dot } from '../../math/dot.ts';
import type { Asking } from '../../relation/asking.ts';
import { freedomOf } from '../freedom.ts';
import type { ArmErrors, ArmErrorsOptions, ShiftedRegression } from './arm-regressions.ts';
import type { Block } from './block.ts';
import type { BlockSums } from './block-sums.ts';
import { varianceFactor } from './cluster-kinds.ts';
import { clusterShares } from './cluster-shares.ts';
import { rotatedForm } from './clustered-covariance.ts';
import { samplingScale } from './share-products.ts';
import { present, spanningRollup } from './spanning-rollup.ts';

/**
 * How the means of the arms err where clusters were not randomized and may hold several arms, such as villages of users who were drawn one by one: what the arms of a cluster
 * share comes off their difference, and what treatment does differently there adds to it.
 *
 * Model   each arm has a regression of its own, so that the Gram matrix of a cluster in the interacted regression is that of its arms side by side, and so is CR2's
 *         correction: a cluster's share in the difference is the difference of its shares in the arms. Bell and McCaffrey's degrees of freedom are those of both arms
 *         together, since the arms of a cluster go together.
 * Errors  cluster-too-few with fewer than two clusters in an arm.
 * Source  Bell & McCaffrey (2002); Pustejovsky & Tipton (2018). Parity: clubSandwich CR2 and Satterthwaite of the interacted regression.
 */
export function* spanningErrors<Fit extends ShiftedRegression>(o: ArmErrorsOptions<Fit>): Asking<ArmErrors> {
  const { fits, kind, sampling = [] } = o;
  const blocks = fits.map((fit): Block => ({ ...fit, columns: o.columns, residuals: o.residuals(fit) }));
  const names = fits.map(({ arm }) => arm);
  const sums = yield* spanningRollup({
    blocks,
    cluster: o.cluster,
    where: names.map((arm) => is(column(o.assignment), arm)).reduce(or),
    grams: kind === 'CR2',
    arms: { assignment: o.assignment, names },
    further: sampling,
  });
  const forms = blocks.map((block, a) => rotatedForm(block, { constant: 1, slopes: fits[a].shift }));
  const scale = samplingScale(kind, sums[0].clusters);
  const errors = sums.map((arm, a) => {
    const found = clusterShares(arm, [forms[a]], kind).shares.map(([share]) => share);
    const sampled = sampling.length === 0 ? undefined : arm.further[sampling.length === 1 ? 0 : a];
    return sampled ? [found[0].map((error, g) => error + scale * sampled[g]), ...found.slice(1)] : found;
  });
  const together = (arm: number): number => sums[arm].sizes.reduce((count, n, g) => count + (n + sums[0].sizes[g] > 0 ? 1 : 0), 0);
  const factorOf = (arm: number): number =>
    varianceFactor(kind, { clusters: together(arm), n: fits[arm].n + fits[0].n, parameters: 2 * (o.columns.length + 1) });
  const freedomBetween = (arm: number, [w1, w0]: readonly [number, number] = [1, 1]): number => {
    const form = Float64Array.of(...forms[arm].map((q) => w1 * q), ...forms[0].map((q) => -w0 * q));
    const freedom = kind === 'CR2' ? clusterShares(sideBySide(sums[arm], sums[0]), [form], kind).freedom : undefined;
    return freedom ? freedomOf([freedom[0]]) : together(arm) - 1;
  };
  return {
    freedom: freedomBetween,
    perArm: Object.fromEntries(names.map((arm, a) => [arm, present(sums[a])])),
    together,
    difference(arm, [w1, w0] = [1, 1]) {
      const apart = errors[arm].map((error, r) => error.map((value, g) => w1 * value - w0 * errors[0][r][g]));
      return {
        matrix: apart.map((x) => apart.map((y) => factorOf(arm) * dot(x, y))),
        df: freedomBetween(arm, [w1, w0]),
      };
    },
    means(arm) {
      const [[one], [zero]] = [errors[arm], errors[0]];
      const factor = factorOf(arm);
      return { treatmentVariance: factor * dot(one, one), controlVariance: factor * dot(zero, zero), covariance: factor * dot(one, zero) };
    },
  };
}

/** The Gram matrices of two arms as one, cluster by cluster: no column of one is on rows of the other. */
function sideBySide(one: BlockSums, zero: BlockSums) {
  const { clusters, rank: p } = one;
  const rank = 2 * p;
  const grams = new Float64Array(clusters * rank * rank);
  for (let g = 0; g < clusters; g++) {
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < p; j++) {
        grams[(g * rank + i) * rank + j] = one.grams![(g * p + i) * p + j];
        grams[(g * rank + p + i) * rank + p + j] = zero.grams![(g * p + i) * p + j];
      }
    }
  }
  return { clusters, rank, grams, scores: [] };
}
