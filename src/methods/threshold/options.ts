import type { Role, Unit } from '../../estimate/estimate.ts';
import { column } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type Levels, levelsOf } from '../../inference/wald.ts';
import type { Covariate, Outcome, Protocol } from '../../protocol/protocol.ts';
import type { CommonOptions, Rounds } from '../../protocol/question.ts';
import { type Threshold, thresholdIn } from './own.ts';

/** An outcome of rows that a score parts. */
export interface ThresholdOptions extends CommonOptions {
  readonly outcome: string;
  /** Default: the column called like the outcome. */
  readonly measure?: Expression;
  /** Every outcome of the study by name, this one among them: what is asked together is one scan. */
  readonly beside?: Readonly<Record<string, Expression>>;
  readonly threshold: Threshold;
  /** Make the estimate more precise; of each it is asked whether it jumps at the cutoff, which it cannot. */
  readonly covariates?: readonly Covariate[];
  readonly unit?: Unit;
  readonly role?: Role;
  /** What a unit gets of its rows, in words. */
  readonly perUnit?: string;
  readonly seed?: number;
}

export interface AtThreshold extends Levels {
  readonly outcome: string;
  readonly measure: Expression;
  readonly beside: Readonly<Record<string, Expression>>;
  readonly threshold: Threshold;
  readonly covariates: readonly Covariate[];
  readonly unit: Unit | undefined;
  readonly role: Role;
  readonly perUnit: string | undefined;
  readonly seed: number;
}

export function atThresholdOf(o: ThresholdOptions): AtThreshold {
  const measure = o.measure ?? column(o.outcome);
  return {
    outcome: o.outcome,
    measure,
    beside: o.beside ?? { [o.outcome]: measure },
    threshold: o.threshold,
    covariates: o.covariates ?? [],
    unit: o.unit,
    role: o.role ?? 'primary',
    perUnit: o.perUnit,
    seed: o.seed ?? 0,
    ...levelsOf(o),
  };
}

/** What a study asks of a method of thresholds on its outcomes. */
export function thresholdOptionsOf(protocol: Protocol, concerns: (outcome: Outcome) => boolean = () => true): readonly ThresholdOptions[] {
  const threshold = thresholdIn(protocol);
  if (!threshold) return [];
  const { outcomes, covariates, analysis } = protocol;
  const beside = Object.fromEntries(outcomes.map(({ name, measure }) => [name, measure]));
  return outcomes.filter(concerns).map(({ name, measure, role, unit, perUnit }) => ({
    outcome: name,
    measure,
    beside,
    threshold,
    covariates,
    role,
    ...(unit.kind !== 'plain' && { unit }),
    ...(perUnit && { perUnit: perUnit.says }),
    seed: analysis.seed,
    level: analysis.level,
    boundsLevel: analysis.guardrailLevel,
  }));
}

/** Of the primary outcome alone. */
export const primaryThresholdOf = (protocol: Protocol): readonly ThresholdOptions[] => thresholdOptionsOf(protocol, ({ role }) => role === 'primary');

/** Levels of factors are asked first. */
export function roundsOn({ covariates = [] }: ThresholdOptions): Rounds {
  const rounds = covariates.some((x) => typeof x === 'object') ? 2 : 1;
  return { usual: rounds, most: rounds };
}

/** For the record of an estimate. */
export function recordOf({ outcome, threshold, covariates, level, boundsLevel, seed }: AtThreshold, of: object = {}): object {
  const { kind, ...declared } = threshold;
  return { outcome, ...declared, ...(covariates.length > 0 && { covariates }), ...of, seed, level, boundsLevel };
}

/** On the contract's table. */
export const example: ThresholdOptions = {
  outcome: 'y',
  threshold: {
    kind: 'threshold',
    running: 'x',
    cutoff: 0,
    side: 'above',
    treated: 'ai',
    control: 'without',
    curvature: 'rule-of-thumb',
    bandwidth: { below: 10, above: 10 },
    sides: 'common',
    kernel: 'triangular',
    order: 1,
    massPoints: 'adjust',
  },
};

/** The same with a logged decision. */
export const loggedExample: ThresholdOptions = { ...example, threshold: { ...example.threshold, decision: 'd', treated: '1', control: '0' } };
