import { column, divide, is, isKnown, subtract, when } from '../../../expressions/build.ts';
import { broughtBy } from '../../../protocol/brought.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import { periodColumn } from '../../../protocol/periods.ts';
import { derive, rollup, type Step, type Total } from '../../../relation/steps.ts';
import type { StagedRolloutKeys } from './keys.ts';

/** Are rows brought to one for each unit and period, so that they hold their period as a number? */
export const isNumbered = (rows: 'one-per-unit' | 'many-per-unit', { within }: Pick<StagedRolloutKeys, 'within'>): boolean =>
  rows === 'many-per-unit' || within !== undefined;

/** Unknown on every row: a division by zero. */
const unknown = divide(0, 0);

const ofExposed = (name: string): string => `estimand:${name} of exposed`;
const ofOthers = (name: string): string => `estimand:${name} of others`;

/**
 * One row for each unit and period whose outcomes are the mean of exposed rows less that of the other rows: triple differences are then differences in differences of it.
 * What a unit has one value of is kept; a row without either group has no outcome.
 */
export function withinUnits(study: StudyFile<StagedRolloutKeys>, within: NonNullable<StagedRolloutKeys['within']>): readonly Step[] {
  const { unit, outcomes, covariates, segments, design } = study;
  const exposed = is(column(within.column), within.exposed);
  const names = [...new Set(broughtBy(outcomes).map(({ column: name }) => name))];
  const kept = [...new Set([...covariates, ...segments, ...[design.start, design.treated, design.cluster].flatMap((name) => name ?? [])])].filter(
    (name) => name !== unit && !names.includes(name),
  );
  const isOther = isKnown(column(within.column));
  const totals = names.flatMap((name): [string, Total][] => [
    [ofExposed(name), { kind: 'mean', of: when(exposed, column(name), unknown) }],
    [ofOthers(name), { kind: 'mean', of: when(isOther, when(exposed, unknown, column(name)), unknown) }],
  ]);
  return [
    rollup([unit!, periodColumn], {
      ...Object.fromEntries(totals),
      ...Object.fromEntries(kept.map((name): [string, Total] => [name, { kind: 'only', of: column(name) }])),
    }),
    derive(Object.fromEntries(names.map((name) => [name, subtract(column(ofExposed(name)), column(ofOthers(name)))]))),
  ];
}
