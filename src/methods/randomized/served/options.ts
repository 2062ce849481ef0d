import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Role, Unit } from '../../../estimate/estimate.ts';
import { column } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { usualLevel } from '../../../protocol/defaults.ts';
import type { Covariate, Outcome, Protocol } from '../../../protocol/protocol.ts';
import { scaleText } from '../../../protocol/scale.ts';

/** An outcome that is known of served requests only, and how these were chosen. */
export interface ServedOptions {
  readonly outcome: string;
  /** Default: the column called like the outcome. */
  readonly measure?: Expression;
  readonly unit?: Unit;
  readonly role?: Role;
  /** How the measure was made of the column, in words: said after the estimand. */
  readonly transformed?: string;
  /** Column that says which requests were served: 0 and 1, or boolean. */
  readonly served: string;
  /** Column of the logged chance to be served. Without it the chance is estimated by a logistic regression on contexts, periods and arms. */
  readonly probability?: string;
  /** What is known of every request, served or not. */
  readonly contexts?: readonly Covariate[];
  /** Column of the period: a serving model that is estimated has a level for each. */
  readonly period?: string;
  readonly level?: number;
}

/** The options with every default filled in, and the arms, where there are any. */
export interface ServedAsked {
  readonly outcome: string;
  readonly measure: Expression;
  readonly served: string;
  readonly probability: string | undefined;
  readonly contexts: readonly Covariate[];
  readonly period: string | undefined;
  readonly assignment: string | undefined;
  readonly level: number;
}

/** Errors  option-invalid when the level is not between 0.5 and 1, or the outcome is among the contexts. */
export function servedAsked(o: ServedOptions, assignment: string | undefined): ServedAsked {
  const level = o.level ?? usualLevel;
  if (!(level >= 0.5 && level < 1))
    throw new EstimandError('option-invalid', { option: 'level', found: String(level), asked: 'a share from 0.5 to below 1, such as 0.95' });
  const contexts = o.contexts ?? [];
  const { outcome, served, probability, period } = o;
  if (contexts.some((x) => (typeof x === 'string' ? x : x.factor) === outcome))
    throw new EstimandError('option-invalid', { option: 'contexts', found: `"${outcome}"`, asked: 'columns that are known of every request, served or not' });
  return { outcome, measure: o.measure ?? column(outcome), served, probability, contexts, period, assignment, level };
}

/** The options as plain data, for the record. */
export function servedRecord({ outcome, served, probability, contexts, period, assignment, level }: ServedAsked): object {
  return {
    outcome,
    served,
    serving: probability === undefined ? 'estimated' : 'logged',
    ...(probability !== undefined && { probability }),
    contexts,
    ...(period !== undefined && { period }),
    ...(assignment !== undefined && { assignment }),
    level,
  };
}

/** What a study asks of means over its population: of each outcome that is a mean, where neither clusters nor blocks were drawn. */
export function servedOptionsOf(protocol: Protocol): readonly (ServedOptions & { readonly role: Role })[] {
  const { population, covariates, outcomes, analysis, cluster, blocks } = protocol;
  if (!population || cluster !== undefined || blocks !== undefined) return [];
  return outcomes
    .filter((o) => o.ratio === undefined && o.quantile === undefined)
    .map((o) => ({ ...ofOutcome(o), ...population, contexts: covariates, level: analysis.level }));
}

function ofOutcome({ name, measure, role, unit, scale }: Outcome) {
  return { outcome: name, measure, role, ...(scale && { transformed: scaleText(name, scale) }), ...(unit.kind !== 'plain' && { unit }) };
}
