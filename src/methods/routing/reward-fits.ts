import { EstimandError } from '../../errors/estimand-error.ts';
import { type Collinear, type LeastSquares, leastSquares } from '../../moments/least-squares.ts';
import { mergeAll } from '../../moments/merge.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import type { Group } from '../../relation/requests.ts';

/** The regression of the outcome on the context, among the rows of one action. */
export interface RewardFit {
  readonly action: string;
  readonly n: number;
  readonly mean: number;
  readonly means: Float64Array;
  readonly slopes: Float64Array;
  /** Inverse of the centred Gram matrix, k x k. */
  readonly inverse: Float64Array;
  readonly residualSumOfSquares: number;
  readonly condition: number;
}

/** An action with fewer rows than this beyond its coefficients has no reward model. */
export const leastFreedom = 1;

/**
 * One least-squares regression an action, from moments.
 *
 * Errors  covariates-collinear, naming the columns and the action.
 */
export function rewardFits(groups: readonly Group[], names: readonly string[], outcome: string, action: string): readonly RewardFit[] {
  const fitted = groups.filter(({ moments: m }) => m.n >= names.length + 1 + leastFreedom);
  return fitted.map(({ key: [own], moments: m }) => {
    const shared = { action: own, n: m.n, mean: meanOf(m, outcome), means: Float64Array.from(names, (name) => meanOf(m, name)) };
    if (names.length === 0)
      return { ...shared, slopes: new Float64Array(0), inverse: new Float64Array(0), residualSumOfSquares: comomentOf(m, outcome, outcome), condition: 1 };
    const fit = expectRegression(leastSquares(m, outcome, names), fitted, action, own);
    const k = names.length;
    return {
      ...shared,
      slopes: fit.coefficients.slice(1),
      inverse: Float64Array.from({ length: k * k }, (_, e) => fit.gramInverse[(Math.floor(e / k) + 1) * (k + 1) + (e % k) + 1]),
      residualSumOfSquares: fit.residualSumOfSquares,
      condition: fit.condition,
    };
  });
}

function expectRegression(fit: LeastSquares | Collinear, groups: readonly Group[], column: string, action: string): LeastSquares {
  if (!('kind' in fit)) return fit;
  const whole = mergeAll(groups.map((g) => g.moments));
  const own = groups.find((g) => g.key[0] === action)!.moments;
  const [everywhere, here] = [whole, own].map((m) => fit.columns.filter((name) => isConstant(m, name)));
  const [columns, why, arm] =
    everywhere.length > 0
      ? ([everywhere, 'constant', undefined] as const)
      : here.length > 0
        ? ([here, 'constant', action] as const)
        : ([fit.columns, 'dependent', action] as const);
  throw new EstimandError('covariates-collinear', { columns, why, assignment: column, arm, condition: fit.condition });
}

const isConstant = (m: Moments, name: string): boolean => comomentOf(m, name, name) <= m.weight * (1e-12 * Math.abs(meanOf(m, name))) ** 2;
