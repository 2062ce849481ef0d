import type { Finding } from '../../estimate/finding.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { askDirect } from './ask-direct.ts';
import { askWeighted, askWeights, type Values, type WeightMoments } from './ask-values.ts';
import { baseColumns } from './base-columns.ts';
import { onChanceColumns } from './chance-columns.ts';
import { type Chances, chancesOf } from './chances.ts';
import { weightedEstimators } from './estimators.ts';
import { askEvents, type EventsOf } from './events.ts';
import { askLabels, type LabelsOf } from './labels.ts';
import { rowsFit } from './logged-rows.ts';
import type { Cuts, EstimatorName, Settled } from './options.ts';
import type { Policy } from './own.ts';
import type { Wanted } from './pairs.ts';
import { isLogistic, type Prepared, prepared } from './prepare.ts';
import { cutsBy, isTuned, type TunedCut, type TunedCuts, tune } from './tune.ts';
import type { TunedEstimator } from './tuned-cuts.ts';
import { type Unsupported, unsupportedActions } from './unsupported.ts';
import { type Job, type ValuedRows, valueOverClusters, valueRows } from './value-rows.ts';
import { askLeaves, type Leaves } from './wanted-context.ts';
import { withoutBounds, withoutInterval } from './without-interval.ts';

/** Policies that are valued together, so that the covariances for their contrasts are known. */
export interface Valued {
  readonly estimator: EstimatorName;
  readonly policies: readonly Policy[];
  readonly cuts: readonly Cuts[];
  readonly found: Values;
  /** Where cuts were tuned: those, by policy, and the doubly robust values, which no cut biases. */
  readonly tuned?: { readonly cuts: readonly (TunedCut | undefined)[]; readonly unbiased: Values };
}

/** One outcome: the policies that could be valued, and those that could not. */
export interface ValuedOutcome {
  readonly prepared: Prepared;
  readonly unsupported: readonly Unsupported[];
  readonly weights: ReadonlyMap<string, WeightMoments>;
  readonly valued: readonly Valued[];
  readonly chances: Chances;
  /** Of outcomes of 0 and 1. */
  readonly events: EventsOf;
  /** Of outcomes that a judge scored. */
  readonly labels: LabelsOf;
}

export const usesModel = (estimator: EstimatorName): boolean => estimator === 'dm' || weightedEstimators[estimator].usesModel;

/** Everything that the estimators ask, outcome by outcome in the same rounds; a finding where an outcome cannot be valued at all. */
export function* valuePolicies(s: Settled, estimators: readonly EstimatorName[], want: Wanted): Asking<readonly (ValuedOutcome | Finding)[]> {
  const modelled = estimators.some(usesModel);
  const chances = yield* chancesOf(s);
  if ('check' in chances) return [chances];
  const refused = estimators.flatMap((estimator) => withoutInterval(s, estimator));
  const allowed = estimators.filter((estimator) => !refused.some((one) => one.estimator === estimator));
  const [looked, leaves] = yield* all([prepared(s, modelled), askLeaves(s, allowed.includes('dm') ? onChanceColumns(s).policies : [])]);
  const outcomes = looked.map((p) => ('check' in p ? p : (withoutBounds(s, p) ?? p)));
  const sound = outcomes.flatMap((p) => ('check' in p ? [] : [p]));
  const based: Chances = { ...chances, before: [...chances.before, ...baseColumns(onChanceColumns(s), sound, chances, modelled)] };
  const valued = yield* all(sound.map((p) => valueOutcome(s, p, based, allowed, modelled, want, leaves)));
  const unsound = outcomes.flatMap((p) => ('check' in p ? [p] : []));
  return [...valued, ...unsound, ...chances.findings, ...refused.map(({ finding }) => finding)];
}

function* valueOutcome(
  s: Settled,
  p: Prepared,
  chances: Chances,
  estimators: readonly EstimatorName[],
  modelled: boolean,
  want: Wanted,
  leaves: Leaves,
): Asking<ValuedOutcome | Finding> {
  const unsupported = yield* unsupportedActions(s, p, modelled);
  const policies = onChanceColumns(s).policies.filter(({ name }) => !unsupported.some((one) => one.policy.name === name));
  const sets = want.pairs ? [policies] : policies.map((policy) => [policy]);
  const own: Settled = { ...s, policies };
  const logistic = modelled && isLogistic(s, p);
  const valueJobs = (jobs: readonly Job[]): Asking<ValuedRows | Finding> =>
    logistic && jobs.length > 0 ? valueRows(own, p, chances, jobs) : linear(own, p, chances, jobs, modelled, leaves);
  const tuned = yield* tune(own, p, chances, estimators, valueJobs);
  if ('check' in tuned) return tuned;
  const jobOf = (estimator: EstimatorName, set: readonly Policy[]): Job => ({
    estimator,
    policies: set,
    gains: want.gains,
    cuts: set.map(({ name }) => cutsBy(s, tuned, estimator, name)),
  });
  const jobs = estimators.flatMap((estimator) => sets.filter((set) => set.length > 0).map((set) => jobOf(estimator, set)));
  const unbiased = jobs.map(({ estimator, policies: set }) => (isTuned(s, estimator) ? jobOf('dr', set) : undefined));
  const asked = [...jobs, ...unbiased.flatMap((job) => job ?? [])];
  const [answered, events, labels] = yield* all([valueJobs(asked), askEvents(own, p, chances, want), askLabels(own, p, chances, want)]);
  if ('check' in answered) return answered;
  const { weights, found } = answered;
  return {
    prepared: p,
    unsupported,
    chances,
    events,
    labels,
    weights: new Map(policies.map((policy, i) => [policy.name, weights[i]])),
    valued: jobs.map((job, i) => {
      const beside = unbiased[i];
      return { ...job, found: found[i], ...(beside && { tuned: { cuts: tunedOf(tuned, job), unbiased: found[asked.indexOf(beside)] } }) };
    }),
  };
}

const tunedOf = (tuned: TunedCuts, { estimator, policies }: Job): readonly (TunedCut | undefined)[] =>
  policies.map(({ name }) => tuned.get(estimator as TunedEstimator)?.get(name));

/** Where requests are in clusters, models leave these out whole, over rows in memory; everything else is pushed down. */
function* linear(s: Settled, p: Prepared, chances: Chances, jobs: readonly Job[], modelled: boolean, leaves: Leaves): Asking<ValuedRows> {
  if (!leavesClustersOut(s, p, chances)) return yield* pushedDown(s, p, chances, jobs, modelled, leaves);
  const [crossFitted, others] = [jobs.filter(isCrossFitted), jobs.filter((job) => !isCrossFitted(job))];
  const [[overClusters], elsewhere] = yield* all([
    all(crossFitted.length > 0 ? [valueOverClusters(s, p, chances, crossFitted)] : []),
    // No row rests on itself alone where clusters are left out.
    pushedDown(s, p, chances, others, false, leaves),
  ]);
  const found = jobs.map((job) => (isCrossFitted(job) ? overClusters!.found[crossFitted.indexOf(job)] : elsewhere.found[others.indexOf(job)]));
  return { weights: elsewhere.weights, found };
}

const isCrossFitted = (job: Job): job is Job & { readonly estimator: Exclude<EstimatorName, 'dm'> } => job.estimator !== 'dm' && usesModel(job.estimator);

/** Whole clusters are left out where they are named, rows are not too many to be held, and anything is left out. */
export const leavesClustersOut = (s: Settled, p: Prepared, chances: Chances): boolean =>
  s.cluster !== undefined && s.crossFit === 'out-of-fold' && s.policies.length > 0 && rowsFit(s, p, chances);

function* pushedDown(s: Settled, p: Prepared, chances: Chances, jobs: readonly Job[], modelled: boolean, leaves: Leaves): Asking<ValuedRows> {
  const [[weights = []], found] = yield* all([
    all(s.policies.length > 0 ? [askWeights(s, p, chances, modelled)] : []),
    all(
      jobs.map(({ estimator, ...together }) =>
        estimator === 'dm' ? askDirect(s, p, chances, leaves, together) : askWeighted(s, p, chances, weightedEstimators[estimator], together),
      ),
    ),
  ]);
  return { weights, found };
}
