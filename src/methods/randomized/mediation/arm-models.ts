import { expectRegression } from '../../../inference/arms/refusals.ts';
import type { DesignColumn } from '../../../models/arm-columns.ts';
import { combine, residualised } from '../../../moments/combine.ts';
import { type LeastSquares, leastSquares } from '../../../moments/least-squares.ts';
import { mergeAll } from '../../../moments/merge.ts';
import { comomentOf, meanOf } from '../../../moments/moments.ts';
import type { Group } from '../../../relation/requests.ts';

/** A regression within one arm, about the means of its columns there. */
export interface MediationRegression {
  readonly columns: readonly DesignColumn[];
  readonly means: Float64Array;
  /** Inverse of the centred Gram matrix. */
  readonly inverse: Float64Array;
}

/** The two steps of a mediation in one arm. */
export interface ArmModel {
  readonly arm: string;
  readonly n: number;
  /** Of the outcome and then each mediator: its mean, its slopes on the covariates, and its value at the mean covariates of all arms. */
  readonly means: Float64Array;
  readonly slopes: readonly Float64Array[];
  readonly adjusted: Float64Array;
  readonly onCovariates: MediationRegression;
  /** From the arm's mean covariates to those of all arms. */
  readonly shift: Float64Array;
  /** The outcome on mediators, intermediates and covariates. Absent where the arm cannot tell: a mediator does not vary by itself in it. */
  readonly onMediators?: MediationRegression & { readonly slopes: Float64Array; readonly residualSumOfSquares: number };
  /** Co-moments over n of what the covariates leave of the outcome and the mediators. */
  readonly spread: Float64Array;
}

export interface MediationModels {
  readonly arms: readonly ArmModel[];
  readonly outcome: DesignColumn;
  readonly mediators: readonly DesignColumn[];
  /** Mediators, then intermediates. */
  readonly regressors: readonly DesignColumn[];
  /** Mean covariates of all arms, and units in them. */
  readonly center: Float64Array;
  readonly n: number;
  readonly df: number;
  readonly condition: number;
}

interface Columns {
  readonly outcome: DesignColumn;
  readonly mediators: readonly DesignColumn[];
  readonly intermediates: readonly DesignColumn[];
  readonly covariates: readonly DesignColumn[];
}

/** Errors  covariates-collinear when the covariates are so in some arm. */
export function armModels(groups: readonly Group[], columns: Columns, assignment: string): MediationModels {
  const { outcome, mediators, intermediates, covariates } = columns;
  const whole = mergeAll(groups.map((g) => g.moments));
  const center = Float64Array.from(covariates, ({ name }) => meanOf(whole, name));
  const fitted = groups.map((group) => armModel(group, groups, columns, { assignment, center }));
  const parameters = fitted.reduce((sum, { model: m }) => sum + 1 + (m.onMediators ?? m.onCovariates).columns.length, 0);
  const condition = Math.max(...fitted.map((f) => f.condition));
  return {
    arms: fitted.map(({ model }) => model),
    outcome,
    mediators,
    regressors: [...mediators, ...intermediates],
    center,
    n: whole.n,
    df: whole.n - parameters,
    condition,
  };
}

function armModel(
  { key: [arm], moments: m }: Group,
  groups: readonly Group[],
  { outcome, mediators, intermediates, covariates }: Columns,
  { assignment, center }: { readonly assignment: string; readonly center: Float64Array },
): { readonly model: ArmModel; readonly condition: number } {
  const names = covariates.map(({ name }) => name);
  const responses = [outcome, ...mediators].map(({ name }) => name);
  const fits = responses.map((name) => expectRegression(leastSquares(m, name, names), groups, assignment, arm));
  const [{ condition }] = fits;
  const onCovariates = regressionOn(covariates, fits[0], m);
  const shift = center.map((mean, j) => mean - onCovariates.means[j]);
  const means = Float64Array.from(responses, (name) => meanOf(m, name));
  const slopes = fits.map((fit) => fit.coefficients.slice(1));
  const adjusted = means.map((mean, r) => slopes[r].reduce((sum, b, j) => sum + b * shift[j], mean));
  const net = combine(m, Object.fromEntries(responses.map((name) => [name, residualised(m, name, names)!])));
  const spread = Float64Array.from(responses.flatMap((a) => responses.map((b) => comomentOf(net, a, b) / m.n)));
  const regressors = [...mediators, ...intermediates, ...covariates];
  const enough = m.n > regressors.length + 1 && mediators.every((_, j) => variesAlone(spread, means, j + 1));
  const long = enough
    ? leastSquares(
        m,
        outcome.name,
        regressors.map(({ name }) => name),
      )
    : undefined;
  const onMediators = long &&
    !('kind' in long) && { ...regressionOn(regressors, long, m), slopes: long.coefficients.slice(1), residualSumOfSquares: long.residualSumOfSquares };
  return { model: { arm, n: m.n, means, slopes, adjusted, onCovariates, shift, spread, ...(onMediators && { onMediators }) }, condition };
}

/** Rounding is no variation. */
function variesAlone(spread: Float64Array, means: Float64Array, at: number): boolean {
  return spread[at * means.length + at] > (1e-10 * Math.abs(means[at])) ** 2;
}

function regressionOn(columns: readonly DesignColumn[], fit: LeastSquares, m: Group['moments']): MediationRegression {
  const k = columns.length;
  return {
    columns,
    means: Float64Array.from(columns, ({ name }) => meanOf(m, name)),
    inverse: Float64Array.from({ length: k * k }, (_, e) => fit.gramInverse[(Math.floor(e / k) + 1) * (k + 1) + (e % k) + 1]),
  };
}
