import { EstimandError } from '../../errors/estimand-error.ts';
import type { Role, Unit } from '../../estimate/estimate.ts';
import { column, number } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type Levels, usualLevels } from '../../inference/wald.ts';
import { askedDraws, bootstrapDraws } from '../../protocol/defaults.ts';
import type { LabelledRows } from '../../protocol/labelled.ts';
import type { Covariate, Outcome, Protocol } from '../../protocol/protocol.ts';
import { type Policy, type Routing, routingIn } from './own.ts';

export type EstimatorName = Routing['estimator'];

/** What a request brought. */
export interface LoggedOutcome {
  readonly name: string;
  /** Default: the column of that name. */
  readonly measure?: Expression;
  readonly unit?: Unit;
  readonly role?: Role;
  /** The least and the most that it can be, as declared: what bounds need. */
  readonly bounds?: readonly [number, number];
  /** The change that would matter: what exploration is planned for. */
  readonly worthwhile?: number;
  /** Of an outcome that a judge scored and people labelled in part: what labels add to the measure. */
  readonly labelled?: LabelledRows;
}

/** With which chance the action of a row was taken, as it was logged; with `draws` it is the share of so many draws, found by Monte Carlo. */
export type LoggedChances =
  | { readonly kind: 'taken'; readonly chance: Expression; readonly draws?: number }
  | { readonly kind: 'by-action'; readonly chances: Readonly<Record<string, Expression>>; readonly draws?: number }
  | { readonly kind: 'estimated' };

/** A log of routed requests, and the policies that are to be valued from it. */
export interface LogOptions {
  readonly outcomes: readonly LoggedOutcome[];
  /** Column of the action that was taken. */
  readonly action: string;
  readonly actions: readonly string[];
  readonly propensities: LoggedChances;
  /** Columns that say whether an action could be taken; one that is absent always could. */
  readonly candidates?: Readonly<Record<string, string>>;
  readonly policies: readonly Policy[];
  /** What was known of a request when it was routed. */
  readonly covariates?: readonly Covariate[];
  /** Column of what requests belong to, such as a user, where those of one are alike: errors are then added up by it. */
  readonly cluster?: string;
}

export interface RoutingOptions extends LogOptions {
  /** Reward models: linear (default) or logistic regressions, one an action. */
  readonly rewardModel?: 'linear' | 'logistic';
  /** Whether a row's own prediction leaves that row out (default), or not. */
  readonly crossFit?: 'out-of-fold' | 'none';
  /** Most that a weight of clipped IPS can be: 10 unless told. */
  readonly clip?: number;
  /** Weight above which SWITCH-DR trusts the model alone: 10 unless told; `tuned` by policy and outcome. */
  readonly threshold?: number | 'tuned';
  /** Strength of optimistic shrinkage; weights w become s w / (w^2 + s): 100 unless told; `tuned` by policy and outcome. */
  readonly shrinkage?: number | 'tuned';
  readonly level?: number;
  /** Level of each one-sided bound. */
  readonly boundsLevel?: number;
  /** Seed of folds and draws: 1 unless told. */
  readonly seed?: number;
  /** By influence functions unless told; `empirical-bernstein` for `clipped` and outcomes with declared bounds. */
  readonly interval?: IntervalKind;
  /** Draws of the bootstrap. */
  readonly draws?: number;
}

export type IntervalKind = 'influence' | 'bootstrap' | 'empirical-bernstein';

/** The options with every default filled in. */
export interface Settled extends Levels, Required<Omit<LogOptions, 'cluster'>>, Pick<LogOptions, 'cluster'> {
  readonly rewardModel: 'linear' | 'logistic';
  readonly crossFit: 'out-of-fold' | 'none';
  readonly clip: number;
  readonly threshold: number | 'tuned';
  readonly shrinkage: number | 'tuned';
  readonly seed: number;
  readonly interval: IntervalKind;
  readonly draws: number;
}

/** From where on weights are cut, and how strongly they are shrunk. */
export interface Cuts {
  readonly clip: number;
  readonly threshold: number;
  readonly shrinkage: number;
}

const usualCuts: Cuts = { clip: 10, threshold: 10, shrinkage: 100 };

/** The cuts as asked for; what is tuned has its usual one until it is. */
export const cutsOf = ({ clip, threshold, shrinkage }: Settled): Cuts => ({
  clip,
  threshold: threshold === 'tuned' ? usualCuts.threshold : threshold,
  shrinkage: shrinkage === 'tuned' ? usualCuts.shrinkage : shrinkage,
});

const defaults: Omit<Settled, 'outcomes' | 'action' | 'actions' | 'propensities' | 'policies'> = {
  ...usualLevels,
  ...usualCuts,
  rewardModel: 'linear',
  crossFit: 'out-of-fold',
  seed: 1,
  interval: 'influence',
  draws: bootstrapDraws.usual,
  candidates: {},
  covariates: [],
};

const definedOnly = <O extends object>(o: O): { readonly [K in keyof O]: Exclude<O[K], undefined> } =>
  Object.fromEntries(Object.entries(o).filter(([, value]) => value !== undefined)) as never;

/** Errors  option-invalid, policy-action-unknown. */
export function settled(o: RoutingOptions): Settled {
  expectLog(o);
  const s: Settled = { ...defaults, ...definedOnly(o) };
  for (const option of ['level', 'boundsLevel'] as const)
    if (!(s[option] >= 0.5 && s[option] < 1)) throw invalidOption(option, String(s[option]), 'a share from 0.5 to below 1, such as 0.95');
  for (const [option, cut] of Object.entries(cutsOf(s))) if (!(cut > 0)) throw invalidOption(option, String(cut), 'a number above zero');
  if (!(Number.isInteger(s.draws) && s.draws >= bootstrapDraws.least)) throw invalidOption('draws', String(s.draws), askedDraws);
  if (s.interval === 'bootstrap' && s.propensities.kind === 'estimated')
    throw invalidOption('interval', '"bootstrap"', '"influence" where probabilities are estimated: the draws would take them as known');
  if (s.interval === 'bootstrap' && [s.threshold, s.shrinkage].includes('tuned'))
    throw invalidOption('interval', '"bootstrap"', '"influence" where a threshold or shrinkage is tuned: the draws would take it as given');
  if (s.interval !== 'influence' && s.outcomes.some(({ labelled }) => labelled))
    throw invalidOption('interval', `"${s.interval}"`, '"influence" where a judge scores an outcome: it alone counts how few rows people labelled');
  if (s.interval !== 'influence' && s.cluster !== undefined) throw invalidOption('interval', `"${s.interval}"`, '"influence" where requests are in clusters');
  return s;
}

/** Errors  option-invalid, policy-action-unknown. */
export function expectLog({ actions, policies, propensities, outcomes }: LogOptions): void {
  if (actions.length < 2 || new Set(actions).size < actions.length)
    throw invalidOption('actions', actions.join(', ') || 'empty', 'two or more distinct actions');
  if (outcomes.length === 0) throw invalidOption('outcomes', 'empty', 'one outcome or more');
  if (policies.length === 0) throw invalidOption('policies', 'empty', 'one policy or more');
  if (new Set(policies.map(({ name }) => name)).size < policies.length)
    throw invalidOption('policies', 'given twice by one name', 'policies of different names');
  for (const { name, chances } of policies) {
    const unknown = Object.keys(chances).find((action) => !actions.includes(action));
    if (unknown !== undefined) throw new EstimandError('policy-action-unknown', { policy: name, action: unknown, known: actions });
  }
  const lacking = propensities.kind === 'by-action' ? actions.find((action) => !Object.hasOwn(propensities.chances, action)) : undefined;
  if (lacking !== undefined) throw invalidOption('propensities', `without action "${lacking}"`, 'a probability for every action');
}

export const invalidOption = (option: string, found: string, asked: string): EstimandError<'option-invalid'> =>
  new EstimandError('option-invalid', { option, found, asked });

/** The log as the study declares it; absent in other designs. */
export function logOf(protocol: Protocol): LogOptions | undefined {
  const { outcomes, covariates } = protocol;
  const r = routingIn(protocol);
  const means = outcomes.filter((o) => o.quantile === undefined && o.ratio === undefined);
  if (!r || means.length === 0 || r.policies.length === 0) return undefined;
  return {
    outcomes: means.map(loggedOutcome),
    action: r.action,
    actions: r.actions,
    propensities: chancesOf(r),
    ...(Object.keys(r.candidates).length > 0 && { candidates: r.candidates }),
    policies: r.policies,
    covariates,
    ...(r.cluster !== undefined && { cluster: r.cluster }),
  };
}

const loggedOutcome = ({ name, measure, unit, role, bounds, worthwhile, labelled }: Outcome): LoggedOutcome => ({
  name,
  measure,
  role,
  ...(unit.kind !== 'plain' && { unit }),
  ...(bounds && { bounds }),
  ...(worthwhile !== undefined && { worthwhile }),
  ...(labelled && { labelled }),
});

/** An action without a column is one that the router never took: the check of the log finds it where it did. */
function chancesOf({ propensities: p, actions }: Routing): LoggedChances {
  if (p.kind === 'estimated') return p;
  const draws = p.draws === undefined ? {} : { draws: p.draws };
  if (p.kind === 'taken') return { kind: 'taken', chance: column(p.column), ...draws };
  return {
    kind: 'by-action',
    ...draws,
    chances: Object.fromEntries(actions.map((action) => [action, Object.hasOwn(p.columns, action) ? column(p.columns[action]) : number(0)])),
  };
}

/** The same with how the study wants it valued. */
export function routingOptionsOf(protocol: Protocol): (RoutingOptions & { readonly estimator: EstimatorName }) | undefined {
  const [log, r] = [logOf(protocol), routingIn(protocol)];
  if (!log || !r) return undefined;
  const { level, guardrailLevel, seed } = protocol.analysis;
  return { ...log, estimator: r.estimator, rewardModel: r.rewardModel, crossFit: r.crossFit, ...r.tuning, level, boundsLevel: guardrailLevel, seed };
}
