import type { Finding } from '../../estimate/finding.ts';
import { column } from '../../expressions/build.ts';
import { evaluate, type RowSource } from '../../expressions/evaluate.ts';
import type { NumberVector } from '../../expressions/vector.ts';
import { multiplyVector } from '../../math/matrix.ts';
import { momentsOf } from '../../moments/moments-of.ts';
import type { Asking } from '../../relation/asking.ts';
import { influenceMean } from './ask-direct.ts';
import { at, drawnValues, effectiveRows, outcomeName, type Together, type Values, valuesOf, type WeightMoments } from './ask-values.ts';
import type { Chances } from './chances.ts';
import { clusterSums } from './cluster-sums.ts';
import { weightedEstimators } from './estimators.ts';
import { formMeans } from './forms.ts';
import { linearOverClusters, type RowModel } from './linear-rows.ts';
import { askRows, type LoggedRows } from './logged-rows.ts';
import { type LogisticModel, logisticModel } from './logistic-model.ts';
import type { Cuts, EstimatorName, Settled } from './options.ts';
import type { Prepared } from './prepare.ts';

export interface Job extends Together {
  readonly estimator: EstimatorName;
}

export interface ValuedRows {
  /** In the order of the policies. */
  readonly weights: readonly WeightMoments[];
  /** In the order of the jobs. */
  readonly found: readonly Values[];
}

/** The same estimators over rows in memory, where the reward models are logistic; or why there are none. */
export function* valueRows(s: Settled, p: Prepared, chances: Chances, jobs: readonly Job[]): Asking<ValuedRows | Finding> {
  const rows = yield* askRows(s, p, chances, { option: 'rewardModel', found: '"logistic"' });
  const model = logisticModel(s, p, rows);
  if ('check' in model) return model;
  return valuedBy(s, p, chances, jobs, rows, model, (indices) => directValues(s, rows, model, indices, p));
}

/** The same where linear reward models leave whole clusters out; the direct method leaves nothing out, and is asked elsewhere. */
export function* valueOverClusters(
  s: Settled,
  p: Prepared,
  chances: Chances,
  jobs: readonly (Job & { readonly estimator: WeightedName })[],
): Asking<ValuedRows> {
  const rows = yield* askRows(s, p, chances, { option: 'cluster', found: JSON.stringify(s.cluster) });
  return valuedBy(s, p, chances, jobs, rows, linearOverClusters(s, p, rows), undefined);
}

type WeightedName = Exclude<EstimatorName, 'dm'>;

function valuedBy(
  s: Settled,
  p: Prepared,
  chances: Chances,
  jobs: readonly Job[],
  rows: LoggedRows,
  model: RowModel,
  direct: ((policies: readonly number[]) => Values) | undefined,
): ValuedRows {
  const parts = s.policies.map((_, i) => partsOf(rows, model, i, p.centre));
  const weights = parts.map(({ weight }): WeightMoments => {
    const m = momentsOf({ weight });
    return { mean: m.mean[0], effective: effectiveRows(m), saturated: 0 };
  });
  const found = jobs.map(({ estimator, policies, cuts }) => {
    const indices = policies.map((policy) => s.policies.indexOf(policy));
    return estimator === 'dm'
      ? direct!(indices)
      : weightedValues(
          s,
          p,
          chances,
          rows,
          estimator,
          indices.map((i) => parts[i]),
          cuts,
        );
  });
  return { weights, found };
}

interface RowParts {
  readonly weight: Float64Array;
  readonly predicted: Float64Array;
  readonly residual: Float64Array;
}

function partsOf(rows: LoggedRows, { outOfFold }: RowModel, policy: number, centre: number): RowParts {
  const { n, action, taken, outcome, chances } = rows;
  const [weight, predicted, residual] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (const [a, chance] of chances[policy]) {
    const own = outOfFold.get(a);
    for (let i = 0; i < n; i++) {
      if (own) predicted[i] += chance[i] * (own[i] - centre);
      if (action[i] === a) weight[i] = chance[i] / taken[i];
    }
  }
  for (let i = 0; i < n; i++) residual[i] = outcome[i] - (outOfFold.get(action[i])?.[i] ?? centre);
  return { weight, predicted, residual };
}

function weightedValues(
  s: Settled,
  p: Prepared,
  chances: Chances,
  rows: LoggedRows,
  estimator: Exclude<EstimatorName, 'dm'>,
  parts: readonly RowParts[],
  cuts: readonly Cuts[],
): Values {
  const e = weightedEstimators[estimator];
  const columns: Record<string, Float64Array> = { ...rows.scores, [outcomeName]: rows.centred };
  const names = parts.map((part, i) => {
    const given: Readonly<Record<string, Float64Array>> = { ...part, outcome: rows.centred };
    const over: RowSource = { n: rows.n, column: (name): NumberVector => ({ type: 'number', values: given[name] }) };
    const made = e.columns({ weight: column('weight'), outcome: column('outcome'), predicted: column('predicted'), residual: column('residual') }, cuts[i], s);
    for (const [name, expression] of Object.entries(made)) columns[at(name, i)] = (evaluate(expression, over) as NumberVector).values;
    return Object.keys(made);
  });
  const values = valuesOf(momentsOf(columns), p, chances, e, names, clusterSums(rows.clusters, columns));
  return s.interval === 'bootstrap' ? { ...values, draws: drawnValues(s, columns, p, e, names) } : values;
}

/** Influence through the coefficients: residual times (H^-1 G) . (1, x), H the information of the action's regression, G the sum of pi q (1 - q) (1, x). */
function directValues(s: Settled, rows: LoggedRows, { fits, plain }: LogisticModel, policies: readonly number[], p: Prepared): Values {
  const { n, action, outcome, context, chances } = rows;
  const k = context.length + 1;
  const columns = Object.fromEntries(
    policies.map((policy, i) => {
      const influence = new Float64Array(n);
      for (const [a, chance] of chances[policy]) {
        const [fit, shares] = [fits.get(a), plain.get(a)];
        if (!fit || !shares) continue;
        const gradient = new Float64Array(k);
        for (let r = 0; r < n; r++) {
          influence[r] += chance[r] * (shares[r] - p.centre);
          const slope = chance[r] * shares[r] * (1 - shares[r]);
          gradient[0] += slope;
          for (let j = 1; j < k; j++) gradient[j] += slope * context[j - 1][r];
        }
        const factors = multiplyVector(fit.covariance, gradient, k);
        for (let r = 0; r < n; r++) {
          if (action[r] !== a) continue;
          let along = factors[0];
          for (let j = 1; j < k; j++) along += factors[j] * context[j - 1][r];
          influence[r] += along * (outcome[r] - shares[r]);
        }
      }
      return [at('influence', i), influence];
    }),
  );
  const all = { ...columns, [outcomeName]: rows.centred };
  const sums = clusterSums(rows.clusters, all);
  const forms = [...policies.map((_, i) => () => ({ [at('influence', i)]: 1 })), () => ({ [outcomeName]: 1 })];
  const found = formMeans([momentsOf(all)], forms, sums && { sums, named: (_, name) => name });
  const values = { n, df: found.df, values: found.means.map((mean) => mean + p.centre), covariance: found.covariance };
  if (s.interval !== 'bootstrap') return values;
  return {
    ...values,
    draws: drawnValues(
      s,
      all,
      p,
      influenceMean,
      policies.map(() => ['influence']),
    ),
  };
}
