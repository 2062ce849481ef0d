import { type Moments, meanOf } from '../../moments/moments.ts';
import { momentsOf } from '../../moments/moments-of.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { columns, moments } from '../../relation/requests.ts';
import { rowExpressions } from './base-columns.ts';
import { bootstrapMeans } from './bootstrap.ts';
import type { Chances } from './chances.ts';
import { askClusterSums } from './cluster-sums.ts';
import type { WeightedEstimator } from './estimators.ts';
import { type Form, formMeans } from './forms.ts';
import type { Cuts, Settled } from './options.ts';
import type { Policy } from './own.ts';
import type { Prepared } from './prepare.ts';
import { withoutScores } from './scores.ts';

/** Values of policies and of what was logged, the last, with the covariances of their errors. */
export interface Values {
  readonly n: number;
  /** Degrees of freedom of the covariances. */
  readonly df: number;
  readonly values: Float64Array;
  readonly covariance: Float64Array;
  /** The values in bootstrap draws, where those were asked for. */
  readonly draws?: readonly Float64Array[];
}

/** What the outcome less the centre is called among the columns of a request. */
export const outcomeName = 'logged';

/** Policies that are asked about in one request, and whether their gains over what was logged are wanted: else that need not be known with them. */
export interface Together {
  readonly policies: readonly Policy[];
  /** Of each policy. */
  readonly cuts: readonly Cuts[];
  readonly gains: boolean;
}

export const needsLogged = (s: Settled, gains: boolean): boolean => gains || s.interval === 'bootstrap';

/** Asks for the values of policies by one estimator, in one round: together where contrasts between policies are wanted, else each by itself. */
export function* askWeighted(s: Settled, p: Prepared, chances: Chances, estimator: WeightedEstimator, { policies, cuts, gains }: Together): Asking<Values> {
  const row = rowExpressions(s, p);
  const own = policies.map((policy, i) =>
    estimator.columns({ weight: row.weight(policy), predicted: row.predicted(policy), outcome: row.outcome, residual: row.residual }, cuts[i], s),
  );
  const asked = Object.fromEntries(own.flatMap((made, i) => Object.entries(made).map(([name, e]) => [at(name, i), e])));
  const request = {
    columns: { ...asked, ...chances.scores, ...(needsLogged(s, gains) && { [outcomeName]: row.outcome }) },
    where: p.where,
    over: chances.before,
  };
  const names = own.map((made) => Object.keys(made));
  if (s.interval !== 'bootstrap') {
    const [{ groups }, sums] = yield* all([ask(moments(request)), askClusterSums(s.cluster, request)]);
    return valuesOf(groups[0].moments, p, chances, estimator, names, sums);
  }
  const { columns: rows } = yield* ask(columns(request));
  return { ...valuesOf(momentsOf(rows), p, chances, estimator, names), draws: drawnValues(s, rows, p, estimator, names) };
}

/** The values of an estimator in bootstrap draws of its columns. */
export function drawnValues(
  s: Settled,
  rows: Readonly<Record<string, Float64Array>>,
  p: Prepared,
  estimator: Pick<WeightedEstimator, 'combine'>,
  names: readonly (readonly string[])[],
): readonly Float64Array[] {
  const draws = bootstrapMeans(rows, s.draws, s.seed);
  return [
    ...names.map((own, i) => Float64Array.from(draws, (means) => estimator.combine((name) => means[at(name, i)], p.centre, own).value)),
    Float64Array.from(draws, (means) => means[outcomeName] + p.centre),
  ];
}

/** A column of an estimator, of one of several policies. */
export const at = (name: string, policy: number): string => `${name} ${policy}`;

export function valuesOf(
  m: Moments,
  p: Prepared,
  chances: Chances,
  estimator: Pick<WeightedEstimator, 'combine' | 'weighted'>,
  columns: readonly (readonly string[])[],
  sums?: Moments,
): Values {
  const combined = columns.map((names, i) => estimator.combine((name) => meanOf(m, at(name, i)), p.centre, names));
  const withLogged = m.columns.includes(outcomeName);
  const logged = (withLogged ? meanOf(m, outcomeName) : 0) + p.centre;
  const forms: readonly Form[] = [
    ...combined.map(({ slopes }, i): Form => {
      const terms = Object.fromEntries(Object.entries(slopes).map(([name, slope]) => [at(name, i), slope]));
      const weighted = (estimator.weighted ?? []).filter((name) => name in slopes).map((name) => at(name, i));
      const form = withoutScores(m, terms, weighted, Object.keys(chances.scores));
      return () => form;
    }),
    () => (withLogged ? { [outcomeName]: 1 } : {}),
  ];
  const { covariance, df } = formMeans([m], forms, sums && { sums, named: (_, name) => name });
  return { n: m.n, df, values: Float64Array.from([...combined.map(({ value }) => value), logged]), covariance };
}

/** How the weights of a policy are spread, and how many rows no reward model can do without. */
export interface WeightMoments {
  readonly mean: number;
  readonly effective: number;
  readonly saturated: number;
}

/** Moments of the weights of each policy on the rows of an outcome. */
export function* askWeights(s: Settled, p: Prepared, chances: Chances, modelled: boolean): Asking<readonly WeightMoments[]> {
  const row = rowExpressions(s, p);
  const saturated = modelled ? row.saturated : undefined;
  const over = chances.before;
  const requests = s.policies.map((policy) => ask(moments({ columns: { weight: row.weight(policy) }, where: p.where, over })));
  const [weights, stuck] = yield* all([all(requests), all(saturated ? [ask(moments({ columns: { saturated }, where: p.where, over }))] : [])]);
  const rows = stuck.reduce((sum, { groups: [{ moments: m }] }) => sum + Math.round(m.n * meanOf(m, 'saturated')), 0);
  return weights.map(({ groups: [{ moments: m }] }) => ({ mean: meanOf(m, 'weight'), effective: effectiveRows(m), saturated: rows }));
}

/** Kish's effective sample size of the column `weight`. */
export function effectiveRows(m: Moments): number {
  const mean = m.n > 0 ? meanOf(m, 'weight') : 0;
  return mean === 0 ? 0 : (m.n * mean) ** 2 / (m.comoment[0] + m.n * mean * mean);
}
