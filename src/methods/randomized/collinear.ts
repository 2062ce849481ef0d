import { EstimandError } from '../../errors/estimand-error.ts';
import type { Collinear, LeastSquares } from '../../moments/least-squares.ts';
import { mergeAll } from '../../moments/merge.ts';
import { comomentOf, type Moments } from '../../moments/moments.ts';
import type { Group } from '../../relation/requests.ts';

/**
 * The regression, or why there is none.
 *
 * Errors  covariates-collinear, naming the columns and whether they are constant, follow the assignment, or depend on one another.
 */
export function expectRegression(fit: LeastSquares | Collinear, groups: readonly Group[], assignment: string, arm?: string): LeastSquares {
  if (!('kind' in fit)) return fit;
  const whole = mergeAll(groups.map((g) => g.moments));
  const constantIn = (m: Moments, name: string): boolean => comomentOf(m, name, name) <= m.weight * (1e-12 * Math.abs(m.mean[m.columns.indexOf(name)])) ** 2;
  const constantWithin = fit.columns.filter((name) => name in namesOf(whole) && groups.every((g) => constantIn(g.moments, name)));
  const why =
    constantWithin.length === 0
      ? fit.columns.every((name) => groups.some((g) => constantIn(g.moments, name)))
        ? 'constant'
        : 'dependent'
      : constantWithin.every((name) => constantIn(whole, name))
        ? 'constant'
        : 'assignment';
  throw new EstimandError('covariates-collinear', {
    columns: constantWithin.length > 0 ? constantWithin : fit.columns,
    why,
    assignment,
    arm,
    condition: fit.condition,
  });
}

const namesOf = (m: Moments): Readonly<Record<string, true>> => Object.fromEntries(m.columns.map((name) => [name, true as const]));
