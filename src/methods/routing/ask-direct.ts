import { column, is, subtract, times, when } from '../../expressions/build.ts';
import { multiplyVector } from '../../math/matrix.ts';
import { meanOf } from '../../moments/moments.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type ColumnsReply, type Group, moments, columns as rowsOf } from '../../relation/requests.ts';
import { at, drawnValues, needsLogged, outcomeName, type Together, type Values } from './ask-values.ts';
import { rowOf } from './base-columns.ts';
import type { Chances } from './chances.ts';
import { askClusterSums } from './cluster-sums.ts';
import type { WeightedEstimator } from './estimators.ts';
import { type Form, formMeans } from './forms.ts';
import type { Settled } from './options.ts';
import type { Prepared } from './prepare.ts';
import type { RewardFit } from './reward-fits.ts';
import { askWanted, type Wanted } from './wanted-context.ts';

/**
 * Values of policies by the direct method, in one round. What a row bears on the value is its own prediction and, through the coefficients, its
 * residual; the second part is linear in residual and residual times context, with factors that are known once the mean context of each
 * action under the policy is.
 *
 * Model   influence = m_pi(x) - V + e (X_a'X_a / n)^-1 G_a . (1, x), G_a the mean of pi(a | x) (1, x) over all rows, for a row of action a.
 */
export function* askDirect(s: Settled, p: Prepared, { before }: Chances, { policies, gains }: Together): Asking<Values> {
  const row = rowOf(s, p);
  const centres = p.columns.map(({ name }) => meanOf(p.whole, name));
  const columns = {
    ...(needsLogged(s, gains) && { [outcomeName]: row.outcome }),
    ...Object.fromEntries(policies.map((policy, i) => [`predicted ${i}`, row.plain(policy)])),
    residual: row.error,
    ...Object.fromEntries(p.columns.map(({ expression }, j) => [`residual ${j}`, times(row.error, subtract(expression, centres[j]))])),
  };
  const request = { columns, where: p.where, over: before };
  // By action, because what a row's residual bears on depends on it.
  const named = (name: string, action: string): string => `${name} of ${action}`;
  const apart = Object.entries(columns).flatMap(([name, e]) => s.actions.map((action) => [named(name, action), when(is(column(s.action), action), e, 0)]));
  const [{ groups }, sums, drawn, wanted] = yield* all([
    ask(moments({ ...request, by: [s.action] })),
    askClusterSums(s.cluster, { ...request, columns: Object.fromEntries(apart) }),
    all(s.interval === 'bootstrap' ? [ask(rowsOf({ ...request, keys: [s.action] }))] : []),
    all(policies.map((policy) => askWanted(s, p, before, policy))),
  ]);
  const forms = wanted.map((of, i): Form => {
    const factors = groups.map(({ key: [action] }) => {
      const fit = p.fits.find((one) => one.action === action);
      return fit ? residualFactors(fit, of(fit), centres, p.n) : {};
    });
    return (g) => ({ [`predicted ${i}`]: 1, ...factors[g] });
  });
  const found = formMeans(
    groups.map((g) => g.moments),
    [...forms, () => (needsLogged(s, gains) ? { [outcomeName]: 1 } : {})],
    sums && { sums, named: (g, name) => named(name, groups[g].key[0]) },
  );
  const values = { n: found.n, df: found.df, values: found.means.map((mean) => mean + p.centre), covariance: found.covariance };
  return drawn.length === 0 ? values : { ...values, draws: drawnInfluence(s, p, drawn[0], forms, groups) };
}

/** An estimator whose rows are its influence. */
export const influenceMean: Pick<WeightedEstimator, 'combine'> = {
  combine: (mean, centre) => ({ value: centre + mean('influence'), slopes: { influence: 1 } }),
};

/** Draws of the influence, whose mean is the value: the coefficients are not fitted again, their error comes with it. */
function drawnInfluence(
  s: Settled,
  p: Prepared,
  { n, columns, keys }: ColumnsReply,
  forms: readonly Form[],
  groups: readonly Group[],
): readonly Float64Array[] {
  const { codes, levels } = keys[s.action];
  const groupOf = levels.map((level) => groups.findIndex(({ key }) => key[0] === level));
  const influences = forms.map((form, i) => {
    const terms = groupOf.map((g) => Object.entries(form(g)));
    const influence = Float64Array.from({ length: n }, (_, r) => terms[codes[r]].reduce((sum, [name, factor]) => sum + factor * columns[name][r], 0));
    return [at('influence', i), influence] as const;
  });
  const rows = { ...Object.fromEntries(influences), [outcomeName]: columns[outcomeName] };
  return drawnValues(
    s,
    rows,
    p,
    influenceMean,
    forms.map(() => ['influence']),
  );
}

/** n (X'X)^-1 G . (1, x) as a linear function of the context about `at`. */
function residualFactors(fit: RewardFit, { share, apart }: Wanted, at: readonly number[], n: number): Readonly<Record<string, number>> {
  const slopes = multiplyVector(fit.inverse, apart, at.length).map((value) => n * value);
  const constant = slopes.reduce((sum, slope, j) => sum + slope * (at[j] - fit.means[j]), (n * share) / fit.n);
  return { residual: constant, ...Object.fromEntries(Array.from(slopes, (slope, j) => [`residual ${j}`, slope])) };
}
