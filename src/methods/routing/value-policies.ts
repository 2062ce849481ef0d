import type { Finding } from '../../estimate/finding.ts';
import type { Policy } from '../../protocol/routing.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { askDirect } from './ask-direct.ts';
import { askWeighted, askWeights, type Values, type WeightMoments } from './ask-values.ts';
import type { Chances } from './chances.ts';
import { weightedEstimators } from './estimators.ts';
import { takenChance } from './log-expressions.ts';
import type { EstimatorName, Settled } from './options.ts';
import { type Prepared, prepared } from './prepare.ts';
import { type Unsupported, unsupportedActions } from './unsupported.ts';

/** Policies that are valued together: their contrasts then have their covariances. */
export interface Valued {
  readonly estimator: EstimatorName;
  readonly policies: readonly Policy[];
  readonly found: Values;
}

/** One outcome: what could be valued, and what could not. */
export interface ValuedOutcome {
  readonly prepared: Prepared;
  readonly unsupported: readonly Unsupported[];
  readonly weights: ReadonlyMap<string, WeightMoments>;
  readonly valued: readonly Valued[];
  readonly chances: Chances;
}

export const usesModel = (estimator: EstimatorName): boolean => estimator === 'dm' || weightedEstimators[estimator].usesModel;

/** Everything that the estimators ask, outcome by outcome in the same rounds; a finding where an outcome cannot be valued at all. */
export function* valuePolicies(s: Settled, estimators: readonly EstimatorName[], pairs: boolean): Asking<readonly (ValuedOutcome | Finding)[]> {
  const modelled = estimators.some(usesModel);
  const chances: Chances = { taken: takenChance(s), derived: {}, scores: {} };
  const outcomes = yield* prepared(s, modelled);
  return yield* all(outcomes.map((p) => ('check' in p ? constant(p) : valueOutcome(s, p, chances, estimators, modelled, pairs))));
}

// A generator that asks nothing.
function* constant(finding: Finding): Asking<Finding> {
  return finding;
}

function* valueOutcome(
  s: Settled,
  p: Prepared,
  chances: Chances,
  estimators: readonly EstimatorName[],
  modelled: boolean,
  pairs: boolean,
): Asking<ValuedOutcome> {
  const unsupported = yield* unsupportedActions(s, p, modelled);
  const policies = s.policies.filter((policy) => !unsupported.some((one) => one.policy === policy));
  const sets = pairs ? [policies] : policies.map((policy) => [policy]);
  const jobs = estimators.flatMap((estimator) => sets.filter((set) => set.length > 0).map((set) => ({ estimator, policies: set })));
  const own: Settled = { ...s, policies };
  const [weights, found] = yield* all([
    policies.length > 0 ? askWeights(own, p, chances, modelled) : nothing(),
    all(
      jobs.map(({ estimator, policies: set }) =>
        estimator === 'dm' ? askDirect(own, p, set) : askWeighted(own, p, chances, weightedEstimators[estimator], set),
      ),
    ),
  ]);
  return {
    prepared: p,
    unsupported,
    chances,
    weights: new Map(policies.map((policy, i) => [policy.name, weights[i]])),
    valued: jobs.map((job, i) => ({ ...job, found: found[i] })),
  };
}

function* nothing(): Asking<readonly WeightMoments[]> {
  return [];
}
