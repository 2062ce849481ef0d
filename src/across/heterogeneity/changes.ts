import { and, column, divide, indicator, isKnown, or, subtract, text, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type Covariate, columnOfCovariate } from '../../protocol/protocol.ts';
import type { UnitChanges, UnitWave } from '../../protocol/unit-changes.ts';
import { derive, rollup, type Step, type Total, where } from '../../relation/steps.ts';

/** What units have in place of columns of the data. */
export const changed = { arm: 'estimand:arm', outcome: 'estimand:change', wave: 'estimand:wave', cluster: 'estimand:cluster' } as const;

const made = { before: 'estimand:before', after: 'estimand:after', seen: 'estimand:seen' } as const;

/** Known only where a condition holds: what is divided by zero is not. */
const whereHolds = (of: Expression, condition: Expression): Expression => divide(of, indicator(condition));

/** The steps of each wave from rows over periods to a row a unit: its change, its arm, and what was known of it before. */
export const stepsOfWaves = (changes: UnitChanges, measure: Expression, known: readonly Covariate[]): readonly (readonly Step[])[] =>
  changes.waves.map((wave) => stepsOf(changes, wave, measure, known));

function stepsOf(
  { unit, cluster = unit, arms, steps, clock, start, startColumn }: UnitChanges,
  wave: UnitWave,
  measure: Expression,
  known: readonly Covariate[],
): readonly Step[] {
  const of = (name: keyof typeof made): Expression => column(made[name]);
  return [
    ...steps,
    derive({
      [made.before]: whereHolds(measure, and(wave.before, isKnown(measure))),
      [made.after]: whereHolds(measure, and(wave.after, isKnown(measure))),
      [made.seen]: whereHolds(clock, wave.before),
    }),
    rollup([unit], {
      [startColumn]: { kind: 'min', of: start },
      [made.before]: { kind: 'mean', of: of('before') },
      [made.after]: { kind: 'mean', of: of('after') },
      ...(cluster === unit ? {} : { [changed.cluster]: { kind: 'only', of: column(cluster) } }),
      ...Object.fromEntries(known.map((one): [string, Total] => [columnOfCovariate(one), lastBefore(one)])),
    }),
    where(or(wave.reached, wave.others)),
    derive({
      [changed.arm]: when(wave.reached, text(arms.treatment), text(arms.control)),
      [changed.wave]: text(wave.name),
      [changed.outcome]: subtract(of('after'), of('before')),
      ...(cluster === unit && { [changed.cluster]: column(unit) }),
    }),
  ];
}

/** A number as it was last before; a level that a unit always had. */
const lastBefore = (one: Covariate): Total =>
  typeof one === 'string' ? { kind: 'last', of: column(one), by: column(made.seen), ofTies: 'highest' } : { kind: 'only', of: column(one.factor) };
