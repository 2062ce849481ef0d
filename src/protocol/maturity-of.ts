import { column, equals } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { broughtBy } from './brought.ts';
import type { OutcomeKeys } from './keys/study-file.ts';
import { secondsOf } from './keys/times.ts';

/** How old a unit must be before an outcome of it is known. */
export interface Maturity {
  readonly outcome: string;
  /** As the study writes it, such as `7 days`. */
  readonly says: string;
  readonly seconds: number;
  /** The columns that its outcome is made of: of a younger unit they are not known yet. */
  readonly columns: readonly string[];
}

/** The outcomes that take time to show. */
export function maturitiesOf(outcomes: Readonly<Record<string, OutcomeKeys>>): readonly Maturity[] {
  const read = broughtBy(outcomes);
  return Object.entries(outcomes).flatMap(([outcome, { maturity: says }]) =>
    says === undefined ? [] : [{ outcome, says, seconds: secondsOf(says), columns: read.flatMap((one) => (one.outcome === outcome ? one.column : [])) }],
  );
}

/** 1 for a unit that is old enough for the outcome, else 0. */
export const matureColumn = (outcome: string): string => `estimand:old enough for ${outcome}`;

/** Is the unit old enough for the outcome? */
export const isMature = (outcome: string): Expression => equals(column(matureColumn(outcome)), 1);
