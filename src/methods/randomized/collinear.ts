import { EstimandError } from '../../errors/estimand-error.ts';
import type { Collinear, LeastSquares } from '../../moments/least-squares.ts';
import { mergeAll } from '../../moments/merge.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import type { Group } from '../../relation/requests.ts';

/**
 * The regression, or why there is none.
 *
 * Errors  covariates-collinear, naming the columns and whether they are constant, follow the assignment, or depend on one another.
 */
export function expectRegression(fit: LeastSquares | Collinear, groups: readonly Group[], assignment: string, arm?: string): LeastSquares {
  if (!('kind' in fit)) return fit;
  const whole = mergeAll(groups.map((g) => g.moments));
  const covariates = fit.columns.filter((name) => whole.columns.includes(name));
  const raise = (columns: readonly string[], why: 'constant' | 'assignment' | 'dependent', within?: string): never => {
    throw new EstimandError('covariates-collinear', { columns, why, assignment, arm: within, condition: fit.condition });
  };
  const constant = covariates.filter((name) => isConstant(whole, name));
  if (constant.length > 0) return raise(constant, 'constant');
  const byArm = covariates.filter((name) => groups.every((g) => isConstant(g.moments, name)));
  if (byArm.length > 0) return raise(byArm, 'assignment');
  const own = groups.find((g) => g.key[0] === arm);
  const inOwn = own ? covariates.filter((name) => isConstant(own.moments, name)) : [];
  return inOwn.length > 0 ? raise(inOwn, 'constant', arm) : raise(covariates, 'dependent');
}

function isConstant(m: Moments, name: string): boolean {
  return comomentOf(m, name, name) <= m.weight * (1e-12 * Math.abs(meanOf(m, name))) ** 2;
}
