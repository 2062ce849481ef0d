import type { Exhibit } from '../estimate/exhibit.ts';
import type { StudyResult } from '../study/result.ts';

/** What a reader sees, and the name of the column or arm behind it where that is another. */
export interface Name {
  readonly shown: string;
  readonly own?: string;
}

const named = (own: string, label: string | undefined): Name => (label === undefined || label === own ? { shown: own } : { shown: label, own });

/** An outcome: its label, where the study declares one. */
export function nameOf({ study }: StudyResult, outcome: string): Name {
  return named(outcome, study.outcomes.find(({ name }) => name === outcome)?.label);
}

/** An arm: its label, where the study declares one. */
export function armName({ study: { design } }: Pick<StudyResult, 'study'>, arm: string): Name {
  return named(arm, design.labels && Object.hasOwn(design.labels, arm) ? design.labels[arm] : undefined);
}

/** An arm in a sentence or above a column: a name without a letter says what it is, as in `control 0`. */
export function armCalled(result: Pick<StudyResult, 'study'>, arm: string): Name {
  const { control, noun } = result.study.design;
  const { shown, own } = armName(result, arm);
  return own === undefined && !/\p{L}/u.test(shown) ? { shown: `${arm === control ? 'control' : noun[0]} ${shown}`, own: arm } : armName(result, arm);
}

/** The net value's name: `net value`; with several treatment arms `net value · rag`. */
export function ofArm(result: StudyResult, what: string, arm: string | undefined): string {
  return arm === undefined ? what : `${what} · ${armName(result, arm).shown}`;
}

/** The name of an outcome's row: `resolved`; with several treatment arms `resolved · rag`. */
export function rowName(result: StudyResult, outcome: string, arm: string | undefined): Name {
  return named(arm === undefined ? outcome : `${outcome} · ${arm}`, ofArm(result, nameOf(result, outcome).shown, arm));
}

/** Columns of a table, the one of arms in what readers see. */
export function withArmNames(result: StudyResult, columns: Exhibit['columns']): Exhibit['columns'] {
  const { arm } = columns;
  return arm ? { ...columns, arm: arm.map((cell) => (typeof cell === 'string' ? armName(result, cell).shown : cell)) } : columns;
}
