import { add, number, times } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { multiplyVector } from '../../math/matrix.ts';
import { momentsOf } from '../../moments/moments-of.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments, columns as rowsOf } from '../../relation/requests.ts';
import { ofTaken } from './action-codes.ts';
import { at, drawnValues, needsLogged, outcomeName, type Together, type Values, valuesOf } from './ask-values.ts';
import { rowExpressions } from './base-columns.ts';
import type { Chances } from './chances.ts';
import { askClusterSums } from './cluster-sums.ts';
import type { WeightedEstimator } from './estimators.ts';
import type { Settled } from './options.ts';
import type { Prepared } from './prepare.ts';
import type { RewardFit } from './reward-fits.ts';
import { contextOf, linearIn } from './reward-model.ts';
import type { Leaves, Wanted, WantedBy } from './wanted-context.ts';

/**
 * Values of policies by the direct method, in one round where they are rule lists. A row's influence is its own prediction and,
 * through the coefficients, its residual. Draws are of that influence: the coefficients are not fitted again, their error comes with it.
 *
 * Model   influence = m_pi(x) - V + e (X_a'X_a / n)^-1 G_a . (1, x), G_a the mean of pi(a | x) (1, x) over all rows, for a row of action a.
 */
export function* askDirect(s: Settled, p: Prepared, chances: Chances, leaves: Leaves, { policies, gains }: Together): Asking<Values> {
  const wanted = yield* all(policies.map((policy) => leaves(p.outcome, policy)(p, chances.before)));
  const row = rowExpressions(s, p);
  const influences = policies.map((policy, i) => [at('influence', i), add(row.plain(policy), times(row.error, bearing(s, p, wanted[i])))] as const);
  const columns = { ...Object.fromEntries(influences), ...(needsLogged(s, gains) && { [outcomeName]: row.outcome }) };
  const request = { columns, where: p.where, over: chances.before };
  const known: Chances = { ...chances, scores: {} };
  const names = policies.map(() => ['influence']);
  if (s.interval !== 'bootstrap') {
    const [{ groups }, sums] = yield* all([ask(moments(request)), askClusterSums(s.cluster, request)]);
    return valuesOf(groups[0].moments, p, known, influenceMean, names, sums);
  }
  const { columns: rows } = yield* ask(rowsOf(request));
  return { ...valuesOf(momentsOf(rows), p, known, influenceMean, names), draws: drawnValues(s, rows, p, influenceMean, names) };
}

/** The combination for one column that is the influence itself. */
export const influenceMean: Pick<WeightedEstimator, 'combine' | 'weighted'> = {
  combine: (mean, centre) => ({ value: centre + mean('influence'), slopes: { influence: 1 } }),
};

/** n (X'X)^-1 G . (1, x) of the action that was taken: how much a row's residual moves the value. */
function bearing(s: Settled, p: Prepared, wanted: WantedBy): Expression {
  return ofTaken(s, (action) => {
    const fit = p.fits.find((one) => one.action === action);
    return fit ? factorOf(fit, wanted(fit), p) : number(0);
  });
}

function factorOf(fit: RewardFit, { share, apart }: Wanted, p: Prepared): Expression {
  const slopes = multiplyVector(fit.inverse, apart, apart.length).map((value) => p.n * value);
  const constant = slopes.reduce((so, slope, j) => so + slope * (p.from[j] - fit.means[j]), (p.n * share) / fit.n);
  return linearIn(contextOf(p), constant, slopes);
}
