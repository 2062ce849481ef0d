import type { Estimate, Sizes, Unit } from '../../estimate/estimate.ts';
import { relativeEffect } from '../../inference/relative.ts';
import { weightedEstimators } from './estimators.ts';
import { type Counted, heldByEvents, relativeByEvents } from './event-limits.ts';
import { nothing } from './events.ts';
import { inferenceOf, rangeOf } from './inference.ts';
import type { EstimatorName, Settled } from './options.ts';
import { loggingPolicy } from './own.ts';
import { isLogistic, type Prepared, rowsOfAction } from './prepare.ts';
import type { Valued, ValuedOutcome } from './value-policies.ts';

const titleOf = (estimator: EstimatorName): string => (estimator === 'dm' ? 'direct method' : weightedEstimators[estimator].title);

export const policyUnit = ({ outcome, binary }: Prepared): Unit => outcome.unit ?? (binary ? { kind: 'share' } : { kind: 'plain' });

const population = 'all requests in the log';

export function logSizes(p: Prepared, { actions, cluster }: Settled, df: number): Sizes {
  return {
    units: p.n,
    perArm: Object.fromEntries(actions.map((action) => [action, rowsOfAction(p, action)])),
    ...(cluster !== undefined && { clusters: df + 1 }),
    dropped: Object.fromEntries(actions.map((action) => [action, p.groups.find(({ key }) => key[0] === action)?.dropped ?? 0])),
  };
}

/** The options of an estimator as plain data, for the record. */
export function policyRecord(s: Settled, p: Prepared, estimator: EstimatorName): object {
  const model = estimator === 'dm' || weightedEstimators[estimator].usesModel;
  return {
    outcome: p.outcome.name,
    action: s.action,
    estimator,
    propensities: s.propensities.kind,
    ...(s.cluster !== undefined && { cluster: s.cluster }),
    ...(model && {
      rewardModel: isLogistic(s, p) ? 'logistic' : 'linear',
      crossFit: estimator === 'dm' ? 'none' : s.crossFit,
      covariates: p.columns.map(({ name }) => name),
    }),
    ...(estimator === 'clipped' && { clip: s.clip }),
    ...(estimator === 'switch' && { threshold: s.threshold }),
    ...(estimator === 'shrinkage' && { shrinkage: s.shrinkage }),
    ...(s.interval !== 'influence' && { interval: s.interval }),
    ...(s.interval === 'bootstrap' && { draws: s.draws, seed: s.seed }),
    level: s.level,
    boundsLevel: s.boundsLevel,
  };
}

/** How the estimator biases the estimand: follows the sentence of the estimand. */
function caveatOf(s: Settled, estimator: EstimatorName): string {
  const caveat = estimator === 'dm' ? undefined : weightedEstimators[estimator].caveat?.(s);
  return caveat === undefined ? '' : ` It is biased for that: ${caveat}.`;
}

/** One policy, or the log, among the values that were found together. */
interface Side {
  readonly name: string;
  readonly at: number;
}

/** The change from what was logged, by one policy. */
export function gainOf(s: Settled, one: ValuedOutcome, valued: Valued, i: number, source: string): Estimate {
  const { policies, found } = valued;
  const { name } = policies[i];
  const [policy, log] = [
    { name, at: i },
    { name: loggingPolicy, at: policies.length },
  ];
  const { variances, ...gain } = differenceOf(s, one, valued, [policy, log], declaredRange(s, one.prepared, 1), source);
  const relative = relativeEffect({ treatment: found.values[policy.at], control: found.values[log.at], ...variances }, { kind: 't', df: found.df }, s);
  const logged = { mean: found.values[log.at], error: Math.sqrt(Math.max(0, variances.controlVariance)) };
  return {
    ...gain,
    id: `policy-gain:${gain.estimand.outcome}:${name}`,
    ...(relative && s.interval === 'influence' && { relative: relativeByEvents(s, relative, countedIn(one, gain), logged) }),
    details: { ...gain.details, value: found.values[policy.at], logged: found.values[log.at], ...weightDetails(one.weights.get(name)) },
  };
}

/** One policy against another. */
export function policyContrast(s: Settled, one: ValuedOutcome, valued: Valued, a: number, b: number, source: string): Estimate {
  const [first, second] = [a, b].map((at) => ({ name: valued.policies[at].name, at }));
  const { variances: _, ...difference } = differenceOf(s, one, valued, [first, second], declaredRange(s, one.prepared, 0, 2), source);
  return { ...difference, id: `policy-gain:${difference.estimand.outcome}:${first.name} against ${second.name}` };
}

/** Between two values that were found on the same rows: paired, so that what they share cancels. */
function differenceOf(
  s: Settled,
  one: ValuedOutcome,
  { estimator, policies, found }: Valued,
  [treatment, control]: readonly [Side, Side],
  range: { readonly range?: number },
  source: string,
) {
  const { prepared: p } = one;
  const size = policies.length + 1;
  const covariance = (a: Side, b: Side): number => found.covariance[a.at * size + b.at];
  const variances = {
    treatmentVariance: covariance(treatment, treatment),
    controlVariance: covariance(control, control),
    covariance: covariance(treatment, control),
  };
  const value = found.values[treatment.at] - found.values[control.at];
  const inference = inferenceOf(s, {
    value,
    standardError: Math.sqrt(Math.max(0, variances.treatmentVariance - 2 * variances.covariance + variances.controlVariance)),
    n: found.n,
    df: found.df,
    ...(found.draws && { draws: apart(found.draws[treatment.at], found.draws[control.at]) }),
    ...range,
  });
  const instead = control.name === loggingPolicy ? `the ${loggingPolicy}` : control.name;
  return {
    variances,
    role: p.outcome.role ?? 'primary',
    estimand: {
      contrast: { treatment: treatment.name, control: control.name },
      population,
      outcome: p.outcome.name,
      unit: policyUnit(p),
      says: `Change of the mean ${p.outcome.name} of a request if ${treatment.name} routed every request instead of ${instead}.${caveatOf(s, estimator)}`,
    },
    value,
    ...heldByEvents(s, inference, counted(one, treatment.name, control.name, value)),
    sizes: logSizes(p, s, found.df),
    method: { id: 'policy-gain', options: policyRecord(s, p, estimator), source },
    details: { estimator: titleOf(estimator) },
  };
}

/** What a policy would bring, by one estimator. */
export function valuesBy(s: Settled, one: ValuedOutcome, { estimator, policies, found }: Valued, source: string): readonly Estimate[] {
  const { prepared: p, weights } = one;
  const size = policies.length + 1;
  return policies.map((policy, i) => {
    const value = found.values[i];
    const ofRows = inferenceOf(s, {
      value,
      standardError: Math.sqrt(Math.max(0, found.covariance[i * size + i])),
      n: found.n,
      df: found.df,
      ...(found.draws && { draws: found.draws[i] }),
      ...declaredRange(s, p, 0),
    });
    const { test, ...inference } = heldByEvents(s, ofRows, counted(one, policy.name, nothing, value));
    return {
      id: `policy-value:${p.outcome.name}:${policy.name}:${estimator}`,
      role: 'secondary',
      estimand: {
        contrast: { treatment: policy.name, control: 'none' },
        of: 'mean',
        population,
        outcome: p.outcome.name,
        unit: policyUnit(p),
        says: `Mean ${p.outcome.name} of a request if ${policy.name} routed every request, by ${titleOf(estimator)}.${caveatOf(s, estimator)}`,
      },
      value,
      ...inference,
      sizes: logSizes(p, s, found.df),
      method: { id: 'policy-value', options: policyRecord(s, p, estimator), source },
      details: { estimator: titleOf(estimator), ...weightDetails(weights.get(policy.name)) },
    };
  });
}

const countedIn = (one: ValuedOutcome, { estimand: { contrast }, value }: Pick<Estimate, 'estimand' | 'value'>): Counted | undefined =>
  counted(one, contrast.treatment, contrast.control, value);

/** The events of an outcome of 0 and 1 that make up a value. */
function counted({ events, prepared: { n } }: ValuedOutcome, treatment: string, control: string, value: number): Counted | undefined {
  const parts = events(treatment, control);
  return parts && { value, n, parts };
}

const weightDetails = (w: { readonly mean: number; readonly effective: number } | undefined): object =>
  w ? { meanWeight: w.mean, effectiveRows: w.effective } : {};

const apart = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => x - b[i]);

/** How far the terms of clipped IPS can lie apart by the declared bounds of the outcome, less what was logged or not; of two policies twice as far. */
function declaredRange(s: Settled, { outcome }: Prepared, offset: 0 | 1, times = 1): { readonly range?: number } {
  if (s.interval !== 'empirical-bernstein' || !outcome.bounds) return {};
  return { range: times * rangeOf(outcome.bounds, s.clip, offset) };
}
