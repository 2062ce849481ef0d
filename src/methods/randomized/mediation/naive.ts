import { column, indicator, is } from '../../../expressions/build.ts';
import { inArms } from '../../../inference/arms/clustered/known-clusters.ts';
import { clusteredCovariance } from '../../../inference/clusters/clustered-covariance.ts';
import { type FormCovariance, formCovariance } from '../../../inference/form-covariance.ts';
import { residualOf } from '../../../inference/second-pass.ts';
import { withFactor } from '../../../moments/factors.ts';
import { leastSquares } from '../../../moments/least-squares.ts';
import { meanOf } from '../../../moments/moments.ts';
import { indicatorName } from '../../../moments/terms.ts';
import type { Asking } from '../../../relation/asking.ts';
import type { Group } from '../../../relation/requests.ts';
import type { MediationRegression } from './arm-models.ts';
import type { Mediated } from './options.ts';

export interface Coefficient {
  readonly value: number;
  readonly standardError: number;
  readonly df: number;
}

interface Found {
  readonly matrix: Float64Array;
  readonly df: ArrayLike<number>;
  readonly saturated: number;
}

/**
 * The coefficients of the arms in one regression that holds the mediators like covariates: what is often read as the direct effect.
 *
 * Model   Y = a + sum over arms of t 1[arm] + b'm + g'x + e with common slopes; HC2, with a cluster CR2.
 */
export function* naiveCoefficients(
  o: Mediated,
  groups: readonly Group[],
  { columns: regressors }: Pick<MediationRegression, 'columns'>,
): Asking<readonly Coefficient[] | undefined> {
  const { assignment, control, outcome, measure, cluster } = o.c;
  const whole = withFactor(
    assignment,
    groups.map((g) => ({ level: g.key[0], moments: g.moments })),
    { reference: control },
  );
  const arms = groups.slice(1).map(({ key: [arm] }) => ({ name: indicatorName(assignment, arm), expression: indicator(is(column(assignment), arm)) }));
  const columns = [...arms, ...regressors];
  const fit = leastSquares(
    whole,
    outcome,
    columns.map(({ name }) => name),
  );
  if ('kind' in fit) return undefined;
  const k = columns.length;
  const means = Float64Array.from(columns, ({ name }) => meanOf(whole, name));
  const expressions = columns.map((x) => x.expression);
  const centred = {
    residual: residualOf({ outcome: measure, outcomeMean: meanOf(whole, outcome), columns: expressions, means, slopes: fit.coefficients.slice(1) }),
    columns: expressions,
    n: whole.n,
    means,
    inverse: Float64Array.from({ length: k * k }, (_, e) => fit.gramInverse[(Math.floor(e / k) + 1) * (k + 1) + (e % k) + 1]),
  };
  const forms = arms.map((_, i) => ({ constant: 0, slopes: Float64Array.from(columns, (__, j) => (i === j ? 1 : 0)) }));
  const residuals = { sumOfSquares: fit.residualSumOfSquares, df: fit.dfResidual };
  const where = inArms(assignment, groups);
  const byRow = (of: FormCovariance): Found => ({ ...of, df: forms.map((_, i) => of.freedom?.[i] ?? fit.dfResidual) });
  const found: Found =
    cluster === undefined
      ? byRow(yield* formCovariance(centred, forms, o.covariance, residuals, { where, by: assignment, tested: [...forms.keys()] }))
      : { ...(yield* clusteredCovariance(centred, forms, 'CR2', cluster, where)), saturated: 0 };
  if (found.saturated > 0) return undefined;
  return arms.map((_, i) => ({ value: fit.coefficients[i + 1], standardError: Math.sqrt(found.matrix[i * arms.length + i]), df: found.df[i] }));
}
