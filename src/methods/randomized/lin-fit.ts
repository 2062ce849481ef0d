import { column, is, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { fingerprint } from '../../inference/fingerprint.ts';
import type { CovarianceKind } from '../../inference/sandwich.ts';
import { type InfluenceExpressions, influenceExpressions, residualOf } from '../../inference/second-pass.ts';
import { multiplyVector, quadraticForm } from '../../math/matrix.ts';
import type { DesignColumn } from '../../models/arm-columns.ts';
import { leastSquares } from '../../moments/least-squares.ts';
import { mergeAll } from '../../moments/merge.ts';
import { covarianceOf, meanOf } from '../../moments/moments.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { type Group, moments } from '../../relation/requests.ts';
import { derive } from '../../relation/steps.ts';
import { expectRegression } from './collinear.ts';
import type { Contrast } from './contrast.ts';

/** The regression within one arm, and its value at the mean covariates of all arms. */
export interface ArmFit {
  readonly arm: string;
  readonly n: number;
  readonly mean: number;
  readonly means: Float64Array;
  readonly slopes: Float64Array;
  readonly inverse: Float64Array;
  readonly residualSumOfSquares: number;
  readonly adjustedMean: number;
  /** From the arm's own means to those of all arms. */
  readonly shift: Float64Array;
}

export interface LinFit {
  readonly fits: readonly ArmFit[];
  /** Units in all arms. */
  readonly n: number;
  readonly means: Float64Array;
  readonly dfResidual: number;
  readonly condition: number;
  /** a' S_x b, S_x the covariance of the covariates over all arms. */
  slopeProduct(a: ArmFit, b: ArmFit): number;
}

export function armFits(groups: readonly Group[], columns: readonly DesignColumn[], c: Contrast): LinFit {
  const names = columns.map(({ name }) => name);
  const whole = mergeAll(groups.map((g) => g.moments));
  const means = Float64Array.from(names, (name) => meanOf(whole, name));
  const covariance = Float64Array.from(names.flatMap((a) => names.map((b) => covarianceOf(whole, a, b))));
  const fits = groups.map(({ key, moments: m }) => {
    const fit = expectRegression(leastSquares(m, c.outcome, names), groups, c.assignment, key[0]);
    const k = names.length;
    const armMeans = Float64Array.from(names, (name) => meanOf(m, name));
    const shift = means.map((mean, j) => mean - armMeans[j]);
    const slopes = fit.coefficients.slice(1);
    return {
      condition: fit.condition,
      arm: key[0],
      n: m.n,
      mean: meanOf(m, c.outcome),
      means: armMeans,
      slopes,
      inverse: Float64Array.from({ length: k * k }, (_, e) => fit.gramInverse[(Math.floor(e / k) + 1) * (k + 1) + (e % k) + 1]),
      residualSumOfSquares: fit.residualSumOfSquares,
      adjustedMean: meanOf(m, c.outcome) + slopes.reduce((sum, b, j) => sum + b * shift[j], 0),
      shift,
    };
  });
  return {
    fits,
    n: whole.n,
    means,
    dfResidual: whole.n - fits.length * (names.length + 1),
    condition: Math.max(...fits.map((f) => f.condition)),
    slopeProduct: (a, b) => multiplyVector(covariance, b.slopes, names.length).reduce((sum, v, j) => sum + a.slopes[j] * v, 0),
  };
}

/** Variance of each arm's adjusted mean at fixed covariates, in the order of the fits; and how many rows have leverage one. */
export function* armVariances(
  lin: LinFit,
  columns: readonly DesignColumn[],
  c: Contrast,
  covariance: CovarianceKind,
): Asking<{ of: readonly number[]; saturated: number }> {
  if (covariance === 'nonrobust') {
    const s2 = lin.fits.reduce((sum, f) => sum + f.residualSumOfSquares, 0) / lin.dfResidual;
    return { of: lin.fits.map((f) => s2 * (1 / f.n + quadraticForm(f.inverse, f.shift))), saturated: 0 };
  }
  // Outcomes known on the same units have the same design, and then share its columns in one scan.
  const prefix = `estimand:lin:${fingerprint(lin.fits.flatMap((f) => [[f.n], f.means, f.inverse]))}`;
  const byArm = lin.fits.map((fit) => {
    const expressions = columns.map((x) => x.expression);
    const centred = {
      residual: residualOf({ outcome: c.measure, outcomeMean: fit.mean, columns: expressions, means: fit.means, slopes: fit.slopes }),
      columns: expressions,
      n: fit.n,
      means: fit.means,
      inverse: fit.inverse,
    };
    return influenceExpressions(centred, { constant: 1, slopes: fit.shift }, covariance, prefix);
  });
  const armwise = (pick: (e: InfluenceExpressions) => Expression): Expression =>
    byArm.slice(0, -1).reduceRight((otherwise, e, i) => when(is(column(c.assignment), lin.fits[i].arm), pick(e), otherwise), pick(byArm.at(-1)!));
  const derived = Object.keys(byArm[0].derived).map((name) => [name, armwise((e) => e.derived[name])] as const);
  const saturated = byArm[0].saturated ? { saturated: armwise((e) => e.saturated!) } : {};
  const reply = yield* ask(
    moments({
      columns: { influence: armwise((e) => e.influence), ...saturated },
      by: [c.assignment],
      ...(derived.length > 0 && { over: [derive(Object.fromEntries(derived))] }),
    }),
  );
  const factor = covariance === 'HC1' ? lin.n / lin.dfResidual : 1;
  const ofArm = (arm: string) => reply.groups.find((g) => g.key[0] === arm)!.moments;
  return {
    of: lin.fits.map((f) => factor * sumOfSquares(ofArm(f.arm))),
    saturated: byArm[0].saturated ? lin.fits.reduce((sum, f) => sum + Math.round(meanOf(ofArm(f.arm), 'saturated') * f.n), 0) : 0,
  };
}

function sumOfSquares(m: Group['moments']): number {
  return m.comoment[0] + m.n * m.mean[0] ** 2;
}
