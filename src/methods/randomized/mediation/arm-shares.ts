import { call, column, divide, equals, greater, indicator, number, subtract, sum, times, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { leastSlack, residualOf, rotatedColumns } from '../../../inference/second-pass.ts';
import { choleskyFactor } from '../../../math/cholesky.ts';
import { multiplyVector, transpose } from '../../../math/matrix.ts';
import type { ArmModel, MediationModels, MediationRegression } from './arm-models.ts';

/** What a row of one arm adds to the error of each parameter of the arm. */
export interface ParameterShares {
  /** Columns that the shares read: from the data, and then from these. */
  readonly derived: Readonly<Record<string, Expression>>;
  readonly scales: Readonly<Record<string, Expression>>;
  /** Of the parameters of the arm, in their order. */
  readonly own: readonly Expression[];
  readonly saturated: Expression;
}

export function armShares(arm: ArmModel, models: MediationModels, kind: 'HC0' | 'HC2', prefix: string): ParameterShares {
  const derived: Record<string, Expression> = {};
  const named = (what: string, expression: Expression): Expression => {
    derived[`${prefix}:${what}`] = expression;
    return column(`${prefix}:${what}`);
  };
  const scales: Record<string, Expression> = {};
  /** Residuals grow with the leverage of their row, which the rotated columns give. */
  const scaling = (what: string, z: readonly Expression[]): { of: (residual: Expression) => Expression; saturated: Expression } => {
    if (kind === 'HC0') return { of: (residual) => residual, saturated: number(0) };
    const slack = subtract(1 - 1 / arm.n, sum(z.map((each) => times(each, each))));
    const name = `${prefix}:${what}`;
    const scale = column(name);
    scales[name] = when(greater(slack, leastSlack), divide(1, call('sqrt', slack)), number(0));
    return { of: (residual) => times(residual, scale), saturated: indicator(equals(scale, 0)) };
  };
  const rotated = (what: string, on: MediationRegression): readonly Expression[] =>
    rotatedColumns({ ...on, columns: on.columns.map((x) => x.expression) }).map((z, j) => named(`${what}${j}`, z));
  const q = models.mediators.length;
  const short = rotated('x', arm.onCovariates);
  const scaledShort = scaling('short', short);
  const atShift = sum([number(1 / arm.n), ...weighted(turned(arm.onCovariates, arm.shift), short)]);
  const covariates = { columns: arm.onCovariates.columns.map((x) => x.expression), means: arm.onCovariates.means };
  const residuals = [models.outcome, ...models.mediators].map(({ expression }, r) =>
    named(`e${r}`, residualOf({ outcome: expression, outcomeMean: arm.means[r], ...covariates, slopes: arm.slopes[r] })),
  );
  const means = residuals.map((e) => times(scaledShort.of(e), atShift));
  const spread = (
    q === 1
      ? ([
          [0, 0],
          [0, 1],
          [1, 1],
        ] as const)
      : []
  ).map(([a, b]) => divide(subtract(times(residuals[a], residuals[b]), arm.spread[a * (q + 1) + b]), arm.n));
  const long = arm.onMediators;
  if (!long) return { derived, scales, own: [...means, ...models.mediators.map(() => number(0)), ...spread], saturated: scaledShort.saturated };
  const z = rotated('z', long);
  const scaledLong = scaling('long', z);
  const columns = long.columns.map((x) => x.expression);
  const u = named('u', residualOf({ outcome: models.outcome.expression, outcomeMean: arm.means[0], columns, means: long.means, slopes: long.slopes }));
  const unit = (j: number): Float64Array => Float64Array.from(columns, (_, i) => (i === j ? 1 : 0));
  const slopes = models.mediators.map((_, j) => times(scaledLong.of(u), sum(weighted(turned(long, unit(j)), z))));
  return { derived, scales, own: [...means, ...slopes, ...spread], saturated: scaledLong.saturated };
}

/** What a row adds to the mean of each response of each arm by being one of those that the mean covariates are of. */
export function samplingShares({ arms, center, n }: MediationModels): readonly Expression[] {
  if (center.length === 0) return [];
  return arms.flatMap(({ slopes, onCovariates }) =>
    slopes.map((own) => divide(sum(onCovariates.columns.map((x, j) => times(own[j], subtract(x.expression, center[j])))), n)),
  );
}

const weighted = (weights: Float64Array, columns: readonly Expression[]): readonly Expression[] => columns.map((x, j) => times(weights[j], x));

/** S^-1 a in the rotated columns: F'a where S^-1 = FF'. */
function turned({ inverse }: MediationRegression, a: Float64Array): Float64Array {
  const k = a.length;
  return k === 0 ? a : multiplyVector(transpose(choleskyFactor(inverse, k)!, k, k), a, k);
}
