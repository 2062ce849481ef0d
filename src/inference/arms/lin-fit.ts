import type { Expression } from '../../expressions/expression.ts';
import { multiplyVector } from '../../math/matrix.ts';
import type { DesignColumn } from '../../models/arm-columns.ts';
import { leastSquares } from '../../moments/least-squares.ts';
import { mergeAll } from '../../moments/merge.ts';
import { covarianceOf, meanOf } from '../../moments/moments.ts';
import type { Group } from '../../relation/requests.ts';
import { residualOf } from '../second-pass.ts';
import type { Contrast } from './contrast.ts';
import { expectRegression } from './refusals.ts';

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

/** The residual of a row of this arm. */
export function armResidual(fit: ArmFit, columns: readonly DesignColumn[], { measure }: Pick<Contrast, 'measure'>): Expression {
  return residualOf({ outcome: measure, outcomeMean: fit.mean, columns: columns.map((x) => x.expression), means: fit.means, slopes: fit.slopes });
}
