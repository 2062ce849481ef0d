import type { Finding } from '../../estimate/finding.ts';
import { and, greater } from '../../expressions/build.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { quantiles } from '../../relation/requests.ts';
import { rowExpressions } from './base-columns.ts';
import type { Chances } from './chances.ts';
import { type Cuts, cutsOf, type EstimatorName, type Settled } from './options.ts';
import type { Policy } from './own.ts';
import type { Prepared } from './prepare.ts';
import { biasReach, candidateCuts, squaredErrors, type TunedEstimator, tunedBy, weightQuantiles } from './tuned-cuts.ts';
import type { Job, ValuedRows } from './value-rows.ts';

/** A cut that was chosen for a policy. */
export interface TunedCut {
  readonly cut: number;
  /** Candidates of which it was chosen. */
  readonly candidates: number;
  /** Value by it less the doubly robust one. */
  readonly bias: number;
}

/** Of each policy by name, by each estimator that is tuned. */
export type TunedCuts = ReadonlyMap<TunedEstimator, ReadonlyMap<string, TunedCut>>;

export const isTuned = (s: Settled, estimator: EstimatorName): estimator is TunedEstimator =>
  estimator in tunedBy && s[tunedBy[estimator as TunedEstimator]] === 'tuned';

/** The cuts of a policy by an estimator, the tuned one among them. */
export function cutsBy(s: Settled, tuned: TunedCuts, estimator: EstimatorName, policy: string): Cuts {
  const own = isTuned(s, estimator) ? tuned.get(estimator)?.get(policy) : undefined;
  return own ? { ...cutsOf(s), [tunedBy[estimator as TunedEstimator]]: own.cut } : cutsOf(s);
}

interface Trial {
  readonly job: Job;
  /** Absent of the doubly robust value, against which the others are held. */
  readonly tried?: { readonly estimator: TunedEstimator; readonly cut: number };
}

/**
 * Chooses the cut of each policy by each tuned estimator: candidates from the weights, and the one with the least mean squared error as estimated. Two rounds, none
 * where nothing is tuned. A policy that no row matches is left without.
 */
export function* tune(
  s: Settled,
  p: Prepared,
  chances: Chances,
  estimators: readonly EstimatorName[],
  valueJobs: (jobs: readonly Job[]) => Asking<ValuedRows | Finding>,
): Asking<TunedCuts | Finding> {
  const sought = estimators.filter((estimator) => isTuned(s, estimator));
  if (sought.length === 0 || s.policies.length === 0) return new Map();
  const spreads = yield* askSpreads(s, p, chances);
  const trials = s.policies.flatMap((policy, i) => trialsOf(s, policy, spreads[i], sought));
  const answered = yield* valueJobs(trials.map(({ job }) => job));
  if ('check' in answered) return answered;
  const chosen = (estimator: TunedEstimator, policy: Policy, i: number): readonly (readonly [string, TunedCut])[] => {
    const own = trials.flatMap(({ job, tried }, at) => (job.policies[0] === policy ? [{ tried, found: answered.found[at] }] : []));
    const unbiased = own.find(({ tried }) => tried === undefined)?.found.values[0];
    if (unbiased === undefined) return [];
    const candidates = own.flatMap(({ tried, found: { values, covariance } }) =>
      tried?.estimator === estimator ? [{ cut: tried.cut, value: values[0], variance: covariance[0] }] : [],
    );
    const { mean, effective } = answered.weights[i];
    const reach = biasReach(rangeOf(p), { n: p.n, meanSquare: (p.n * mean ** 2) / effective, largest: spreads[i]!.at(-1)! });
    const errors = squaredErrors(unbiased, candidates, reach);
    const { cut, value } = candidates[firstLeast(errors)];
    return [[policy.name, { cut, candidates: candidates.length, bias: value - unbiased }]];
  };
  return new Map(sought.map((estimator) => [estimator, new Map(s.policies.flatMap((policy, i) => chosen(estimator, policy, i)))]));
}

/** Thresholds between which no weight lies are one: of such the first, whatever rounding says. */
function firstLeast(errors: readonly number[]): number {
  const least = Math.min(...errors);
  return errors.findIndex((error) => error <= least * (1 + 1e-9));
}

/** Without declared bounds there is none on the bias either, and its estimate stands. */
const rangeOf = ({ outcome: { bounds } }: Prepared): number => (bounds ? bounds[1] - bounds[0] : 0);

/** Quantiles of the weights of each policy that are above zero; nothing where none is. */
function* askSpreads(s: Settled, p: Prepared, chances: Chances): Asking<readonly (readonly number[] | undefined)[]> {
  const row = rowExpressions(s, p);
  const replies = yield* all(
    s.policies.map((policy) => {
      const weight = row.weight(policy);
      return ask(quantiles({ of: weight, at: weightQuantiles, where: and(p.where, greater(weight, 0)), over: chances.before }));
    }),
  );
  return replies.map(({ groups }) => (groups[0] && groups[0].n > 0 ? [...groups[0].values] : undefined));
}

function trialsOf(s: Settled, policy: Policy, spread: readonly number[] | undefined, sought: readonly TunedEstimator[]): readonly Trial[] {
  if (!spread) return [];
  const job = (estimator: EstimatorName, cuts: Cuts): Job => ({ estimator, policies: [policy], gains: false, cuts: [cuts] });
  const tried = sought.flatMap((estimator) => candidateCuts(estimator, spread).map((cut) => ({ estimator, cut })));
  return [{ job: job('dr', cutsOf(s)) }, ...tried.map((one) => ({ job: job(one.estimator, { ...cutsOf(s), [tunedBy[one.estimator]]: one.cut }), tried: one }))];
}
