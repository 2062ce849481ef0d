import { EstimandError } from '../../errors/estimand-error.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayNumber } from '../../estimate/say.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import type { AnswerOptions, Relation } from '../../relation/relation.ts';
import type { OpenRequest } from '../read/parse-study.ts';
import type { PowerAssumptions, PowerRow } from './power-plan.ts';

export interface PowerPlanOptions extends AnswerOptions, OpenRequest {
  /** Rows to read baselines from instead of those that the study names. */
  readonly data?: Relation;
  /** Size of the effect on the primary outcome; default: its worthwhile effect. */
  readonly effect?: number;
  readonly power?: number;
  /** Default: `analysis.plannedUnits`. */
  readonly units?: number;
  readonly unitsPerDay?: number;
  /** Called with each statement that the engine runs. */
  readonly onStatements?: (statements: readonly string[]) => void;
  /** Replications of a simulation on the study's own rows. */
  readonly simulate?: number;
}

/** What is asked of any plan. Errors  option-invalid. */
export function askedOf(
  { analysis, planning }: StudyFile,
  options: PowerPlanOptions,
): Pick<PowerAssumptions, 'power' | 'level' | 'guardrailLevel' | 'plannedUnits' | 'unitsPerDay'> {
  const expect = (holds: boolean, option: string, found: number | undefined, asked: string): void => {
    if (!holds) throw new EstimandError('option-invalid', { option, found: String(found), asked });
  };
  const power = options.power ?? planning?.power ?? 0.8;
  const least = Math.max(1 - analysis.level, 1 - analysis.guardrailLevel);
  const alpha = Number(least.toPrecision(6));
  expect(power > least && power < 1, '--power', power, `a share above ${alpha} (one less the level) and below 1, such as 0.8`);
  expect(options.effect === undefined || (options.effect !== 0 && Number.isFinite(options.effect)), '--effect', options.effect, 'a number other than zero');
  const plannedUnits = options.units ?? analysis.plannedUnits;
  expect(plannedUnits === undefined || (Number.isInteger(plannedUnits) && plannedUnits > 0), '--units', plannedUnits, 'a whole number above zero');
  const unitsPerDay = options.unitsPerDay ?? planning?.unitsPerDay;
  expect(unitsPerDay === undefined || unitsPerDay > 0, '--per-day', unitsPerDay, 'a number above zero');
  return {
    power,
    level: analysis.level,
    guardrailLevel: analysis.guardrailLevel,
    ...(plannedUnits !== undefined && { plannedUnits }),
    ...(unitsPerDay !== undefined && { unitsPerDay }),
  };
}

/** The effect that is asked about, towards better: of the primary outcome that of the command line goes before its worthwhile one. */
export function effectOf(outcome: Outcome, asked: number | undefined): number | undefined {
  const size = outcome.role === 'primary' ? (asked ?? outcome.worthwhile) : outcome.worthwhile;
  return size === undefined ? undefined : outcome.better === 'lower' ? -Math.abs(size) : Math.abs(size);
}

/** Rows that the planned units give less power than asked. */
export const underpowered = (rows: readonly PowerRow[], a: PowerAssumptions): readonly Finding[] =>
  rows.flatMap(({ outcome, candidate, asks }): readonly Finding[] => {
    if (asks?.powerAtPlanned === undefined || asks.powerAtPlanned >= a.power) return [];
    const what = candidate ? `${outcome} of ${candidate.id}` : outcome;
    return [
      {
        check: 'underpowered',
        about: { column: outcome, ...(candidate && { arm: candidate.id }) },
        verdict: 'warn',
        statistic: asks.powerAtPlanned,
        threshold: a.power,
        says: `The ${sayCount(a.plannedUnits ?? 0)} planned units give ${(100 * asks.powerAtPlanned).toFixed(0)} % power on ${what}, not ${sayNumber(100 * a.power, 4)} %.`,
        mend: `Plan ${sayCount(asks.needed.units)} units, or ask for less.`,
      },
    ];
  });
