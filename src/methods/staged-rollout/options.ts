import type { Role, Unit } from '../../estimate/estimate.ts';
import { column } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Base } from '../../inference/staged/group-time.ts';
import { type Levels, levelsOf } from '../../inference/wald.ts';
import type { SampledMeans } from '../../protocol/cells.ts';
import type { Covariate, Outcome, Protocol } from '../../protocol/protocol.ts';
import type { CommonOptions, Rounds } from '../../protocol/question.ts';
import { neverStarted, type StagedRollout, stagedIn } from './own.ts';

/** An outcome of a staged rollout. */
export interface StagedOptions extends CommonOptions {
  readonly outcome: string;
  /** Default: the column called like the outcome. */
  readonly measure?: Expression;
  /** Every outcome of the study by name, this one among them: what is asked together is one scan. */
  readonly beside?: Readonly<Record<string, Expression>>;
  readonly rollout: StagedRollout;
  readonly covariates?: readonly Covariate[];
  readonly unit?: Unit;
  readonly role?: Role;
  /** What a unit gets of its rows in a period, in words. */
  readonly perUnit?: string;
  readonly seed?: number;
  /** What means of cohorts by period owe to samples of their rows, where not every row was looked at. */
  readonly sampled?: SampledMeans;
}

export interface Staged extends Levels {
  readonly outcome: string;
  readonly measure: Expression;
  readonly beside: Readonly<Record<string, Expression>>;
  readonly rollout: StagedRollout;
  readonly covariates: readonly Covariate[];
  readonly unit: Unit | undefined;
  readonly role: Role;
  readonly perUnit: string | undefined;
  readonly seed: number;
  readonly sampled: SampledMeans | undefined;
}

export function stagedOf(o: StagedOptions): Staged {
  const measure = o.measure ?? column(o.outcome);
  return {
    outcome: o.outcome,
    measure,
    beside: o.beside ?? { [o.outcome]: measure },
    rollout: o.rollout,
    covariates: o.covariates ?? [],
    unit: o.unit,
    role: o.role ?? 'primary',
    perUnit: o.perUnit,
    seed: o.seed ?? 0,
    sampled: o.sampled,
    ...levelsOf(o),
  };
}

/** What a study asks of a method of staged rollouts on its outcomes. */
export function stagedOptionsOf(protocol: Protocol, concerns: (outcome: Outcome) => boolean = () => true): readonly StagedOptions[] {
  const rollout = stagedIn(protocol);
  if (!rollout) return [];
  const { outcomes, covariates, analysis } = protocol;
  const beside = Object.fromEntries(outcomes.map(({ name, measure }) => [name, measure]));
  return outcomes.filter(concerns).map(({ name, measure, role, unit, perUnit, sampled }) => ({
    outcome: name,
    measure,
    beside,
    rollout,
    covariates,
    role,
    ...(unit.kind !== 'plain' && { unit }),
    ...(perUnit && { perUnit: perUnit.says }),
    ...(sampled && { sampled }),
    seed: analysis.seed,
    level: analysis.level,
    boundsLevel: analysis.guardrailLevel,
  }));
}

/** Of covariates that are texts the levels are asked first; a panel with gaps, or with covariates that vary within units, is asked once more. */
export function roundsOn({ rollout, covariates = [] }: StagedOptions): Rounds {
  const usual = covariates.some((x) => typeof x === 'object') ? 2 : 1;
  return { usual, most: rollout.shape === 'panel' ? usual + 1 : usual };
}

/** How the effects are found, for the record of an estimate. */
export function recordOf({ outcome, rollout, covariates, level, boundsLevel }: Staged, base: Base = rollout.base): object {
  const { time, startedBy, unit, cluster, within, comparison, anticipation, estimator, weights, bands, shape } = rollout;
  return {
    outcome,
    time,
    start: startedBy,
    ...(unit !== undefined && { unit }),
    ...(cluster !== undefined && { cluster }),
    ...(within && { within }),
    shape,
    estimator,
    comparison,
    anticipation,
    base,
    weights,
    ...(bands !== 'analytic' && { bands }),
    ...(covariates.length > 0 && { covariates }),
    level,
    boundsLevel,
  };
}

/** On the contract's table: whoever has d = 1 is a row from after, and z = 1 says that the change came between. */
export const example: StagedOptions = {
  outcome: 'y',
  rollout: {
    kind: 'staged-rollout',
    time: 'd',
    clock: column('d'),
    startedBy: 'z',
    start: {
      op: 'when',
      condition: { op: 'equals', left: column('z'), right: { op: 'number', value: 1 } },
      value: { op: 'number', value: 1 },
      otherwise: { op: 'number', value: neverStarted },
    },
    comparison: 'not-yet',
    anticipation: 0,
    estimator: 'doubly-robust',
    weights: 'cells',
    base: 'universal',
    bands: 'analytic',
    honest: { horizon: 0, mbar: 0.5 },
    shape: 'cross-section',
    seenOnce: false,
    repeats: false,
    periods: [0, 1],
    cohorts: [
      { start: 1, units: 120, rows: 120, whole: 0 },
      { units: 120, rows: 120, whole: 0 },
    ],
    always: { units: 0, rows: 0 },
    timeless: 0,
    clusterless: 0,
  },
};
