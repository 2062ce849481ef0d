import type { Role, Unit } from '../../estimate/estimate.ts';
import { column } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type Levels, levelsOf } from '../../inference/wald.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import type { CommonOptions } from '../../protocol/question.ts';
import type { EstimatorName } from './declared/keys.ts';
import { type GlobalLaunch, launchIn } from './own.ts';

/** An outcome of a launch. */
export interface LaunchOptions extends CommonOptions {
  readonly outcome: string;
  /** Default: the column called like the outcome. */
  readonly measure?: Expression;
  readonly launch: GlobalLaunch;
  readonly unit?: Unit;
  readonly role?: Role;
  /** What a unit gets of its rows in a period, in words. */
  readonly perUnit?: string;
  readonly seed?: number;
}

export interface Launched extends Levels {
  readonly outcome: string;
  readonly measure: Expression;
  readonly launch: GlobalLaunch;
  readonly unit: Unit | undefined;
  readonly role: Role;
  readonly perUnit: string | undefined;
  readonly seed: number;
}

export function launchedOf(o: LaunchOptions): Launched {
  return {
    outcome: o.outcome,
    measure: o.measure ?? column(o.outcome),
    launch: o.launch,
    unit: o.unit,
    role: o.role ?? 'primary',
    perUnit: o.perUnit,
    seed: o.seed ?? 0,
    ...levelsOf(o),
  };
}

/** What a study asks of a method of launches on its outcomes. */
export function launchOptionsOf(protocol: Protocol, concerns: (outcome: Outcome, launch: GlobalLaunch) => boolean = () => true): readonly LaunchOptions[] {
  const launch = launchIn(protocol);
  if (!launch) return [];
  const { outcomes, analysis } = protocol;
  return outcomes
    .filter((outcome) => concerns(outcome, launch))
    .map(({ name, measure, role, unit, perUnit }) => ({
      outcome: name,
      measure,
      launch,
      role,
      ...(unit.kind !== 'plain' && { unit }),
      ...(perUnit && { perUnit: perUnit.says }),
      seed: analysis.seed,
      level: analysis.level,
      boundsLevel: analysis.guardrailLevel,
    }));
}

/** Of the primary outcome alone. */
export const primaryLaunchOf = (protocol: Protocol): readonly LaunchOptions[] => launchOptionsOf(protocol, ({ role }) => role === 'primary');

/** Where units that did not get it are compared with. */
export const withDonors = (protocol: Protocol): readonly LaunchOptions[] => launchOptionsOf(protocol, (_, { estimator }) => estimator !== 'state-space');
export const primaryWithDonors = (protocol: Protocol): readonly LaunchOptions[] =>
  launchOptionsOf(protocol, ({ role }, { estimator }) => role === 'primary' && estimator !== 'state-space');

/** For the record of an estimate. */
export function recordOf({ outcome, launch, level, boundsLevel, seed }: Launched, estimator: EstimatorName = launch.estimator): object {
  const { unit, time, period, launchedText, anticipation, predictors, trend, season, regressors, treated, donors } = launch;
  return {
    outcome,
    ...(unit !== undefined && { unit }),
    time,
    ...(period && { period }),
    launched: launchedText,
    anticipation,
    estimator,
    ...(estimator === 'synthetic-control' && predictors && { predictors }),
    ...(estimator === 'state-space' && { trend, ...(season !== undefined && { season }), ...(regressors && { regressors }) }),
    treatedUnits: treated,
    donors: donors.length,
    seed,
    level,
    boundsLevel,
  };
}

/** On the contract's table. */
export const example: LaunchOptions = {
  outcome: 'y',
  launch: {
    kind: 'global-launch',
    unit: 'team',
    time: 'week',
    clock: column('week'),
    launched: 7,
    launchedText: '7',
    anticipation: 0,
    estimator: 'sdid',
    trend: 'level',
    named: { treated: ['t23'] },
    periods: Array.from({ length: 10 }, (_, week) => week),
    before: 7,
    treated: ['t23'],
    donors: Array.from({ length: 23 }, (_, team) => `t${team}`),
    gapped: [],
    others: 0,
    rows: 240,
    timeless: 0,
  },
};
