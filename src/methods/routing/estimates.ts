import type { Estimate, RelativeEffect, Sizes, Unit } from '../../estimate/estimate.ts';
import { type MeanErrors, relativeEffect } from '../../inference/relative.ts';
import { alsoHolding, relativeAlsoHolding } from './also-holding.ts';
import type { Values } from './ask-values.ts';
import { weightedEstimators } from './estimators.ts';
import { type Counted, heldByEvents, relativeByEvents } from './event-limits.ts';
import { type Inference, inferenceOf, rangeOf } from './inference.ts';
import { withLabels } from './labels.ts';
import type { EstimatorName, Settled } from './options.ts';
import { loggingPolicy } from './own.ts';
import { nothing } from './pairs.ts';
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

/** How the estimator biases the estimand, of one policy or of two: follows the sentence of the estimand. */
function caveatOf({ estimator, policies, cuts, tuned }: Valued, at: readonly number[]): string {
  const caveat = estimator === 'dm' ? undefined : weightedEstimators[estimator].caveat;
  if (!caveat) return '';
  if (!tuned) return ` It is biased for that: ${caveat(cuts[at[0]])}.`;
  const each = at.map((i) => `${at.length > 1 ? `under ${policies[i].name} ` : ''}${caveat(cuts[i])}`).join('; ');
  return ` It is biased for that: ${each}, as tuned to the data. Its interval also holds that of the ${titleOf('dr')} value, which is not.`;
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
  const gain = differenceOf(s, one, valued, [policy, log], declaredRange(s, one.prepared, 1), source);
  const logged = { mean: found.values[log.at], error: Math.sqrt(Math.max(0, variancesOf(found, policy, log).controlVariance)) };
  const relativeOf = (of: Values, value: number): RelativeEffect | undefined => {
    const means = { treatment: of.values[policy.at], control: of.values[log.at], ...variancesOf(of, policy, log) };
    const df = withLabels(of.df, varianceOf(means), one.labels(policy.name, log.name));
    const relative = relativeEffect(means, { kind: 't', df }, s);
    return relative && relativeByEvents(s, relative, countedIn(one, { ...gain, value }), logged);
  };
  const own = relativeOf(found, gain.value);
  const relative = own && valued.tuned ? relativeAlsoHolding(own, relativeOf(valued.tuned.unbiased, between(valued.tuned.unbiased, policy, log))) : own;
  return {
    ...gain,
    id: `policy-gain:${gain.estimand.outcome}:${name}`,
    ...(relative && s.interval === 'influence' && { relative }),
    details: { ...gain.details, value: found.values[policy.at], logged: found.values[log.at], ...weightDetails(one.weights.get(name)) },
  };
}

/** One policy against another. */
export function policyContrast(s: Settled, one: ValuedOutcome, valued: Valued, a: number, b: number, source: string): Estimate {
  const [first, second] = [a, b].map((at) => ({ name: valued.policies[at].name, at }));
  const difference = differenceOf(s, one, valued, [first, second], declaredRange(s, one.prepared, 0, 2), source);
  return { ...difference, id: `policy-gain:${difference.estimand.outcome}:${first.name} against ${second.name}` };
}

/** Between two values that were found on the same rows: paired, so that what they share cancels. */
function differenceOf(
  s: Settled,
  one: ValuedOutcome,
  valued: Valued,
  [treatment, control]: readonly [Side, Side],
  range: { readonly range?: number },
  source: string,
) {
  const { prepared: p } = one;
  const { estimator, found } = valued;
  const value = between(found, treatment, control);
  const inferenceBy = (of: Values): Inference => {
    const variance = varianceOf(variancesOf(of, treatment, control));
    const difference = between(of, treatment, control);
    const inference = inferenceOf(s, {
      value: difference,
      standardError: Math.sqrt(variance),
      n: of.n,
      df: withLabels(of.df, variance, one.labels(treatment.name, control.name)),
      ...(of.draws && { draws: apart(of.draws[treatment.at], of.draws[control.at]) }),
      ...range,
    });
    return heldByEvents(s, inference, counted(one, treatment.name, control.name, difference));
  };
  const sides = control.name === loggingPolicy ? [treatment.at] : [treatment.at, control.at];
  const instead = control.name === loggingPolicy ? `the ${loggingPolicy}` : control.name;
  return {
    role: p.outcome.role ?? 'primary',
    estimand: {
      contrast: { treatment: treatment.name, control: control.name },
      population,
      outcome: p.outcome.name,
      unit: policyUnit(p),
      says: `Change of the mean ${p.outcome.name} of a request if ${treatment.name} routed every request instead of ${instead}.${caveatOf(valued, sides)}`,
    },
    value,
    ...honest(valued, inferenceBy),
    sizes: logSizes(p, s, found.df),
    method: { id: 'policy-gain', options: policyRecord(s, p, estimator), source },
    details: { estimator: titleOf(estimator), ...tunedDetails(valued, treatment.at) },
  };
}

const between = ({ values }: Values, treatment: Side, control: Side): number => values[treatment.at] - values[control.at];

function variancesOf({ values, covariance }: Values, treatment: Side, control: Side): MeanErrors {
  const of = (a: Side, b: Side): number => covariance[a.at * values.length + b.at];
  return { treatmentVariance: of(treatment, treatment), controlVariance: of(control, control), covariance: of(treatment, control) };
}

const varianceOf = ({ treatmentVariance, controlVariance, covariance }: MeanErrors): number =>
  Math.max(0, treatmentVariance - 2 * covariance + controlVariance);

/** Where cuts were tuned, the limits also hold those of the doubly robust value. */
const honest = ({ found, tuned }: Valued, of: (values: Values) => Inference): Inference | Omit<Inference, 'standardError'> =>
  tuned ? alsoHolding(of(found), of(tuned.unbiased)) : of(found);

const tunedDetails = ({ tuned }: Valued, i: number): object => (tuned?.cuts[i] ? { tuned: tuned.cuts[i] } : {});

/** What a policy would bring, by one estimator. */
export function valuesBy(s: Settled, one: ValuedOutcome, valued: Valued, source: string): readonly Estimate[] {
  const { prepared: p, weights } = one;
  const { estimator, policies, found } = valued;
  return policies.map((policy, i) => {
    const inferenceBy = (of: Values): Inference => {
      const variance = Math.max(0, of.covariance[i * of.values.length + i]);
      const ofRows = inferenceOf(s, {
        value: of.values[i],
        standardError: Math.sqrt(variance),
        n: of.n,
        df: withLabels(of.df, variance, one.labels(policy.name, nothing)),
        ...(of.draws && { draws: of.draws[i] }),
        ...declaredRange(s, p, 0),
      });
      return heldByEvents(s, ofRows, counted(one, policy.name, nothing, of.values[i]));
    };
    const { test, ...inference } = honest(valued, inferenceBy);
    return {
      id: `policy-value:${p.outcome.name}:${policy.name}:${estimator}`,
      role: 'secondary',
      estimand: {
        contrast: { treatment: policy.name, control: 'none' },
        of: 'mean',
        population,
        outcome: p.outcome.name,
        unit: policyUnit(p),
        says: `Mean ${p.outcome.name} of a request if ${policy.name} routed every request, by ${titleOf(estimator)}.${caveatOf(valued, [i])}`,
      },
      value: found.values[i],
      ...inference,
      sizes: logSizes(p, s, found.df),
      method: { id: 'policy-value', options: policyRecord(s, p, estimator), source },
      details: { estimator: titleOf(estimator), ...weightDetails(weights.get(policy.name)), ...tunedDetails(valued, i) },
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
