import { describe, expect } from 'vitest';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import type { Answer } from '../../src/estimate/answer.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import type { PlannedQuestion } from '../../src/protocol/question.ts';
import { runSync } from '../../src/relation/run.ts';
import * as catalogue from '../../src/study/catalogue.ts';
import { contractRows, type Row, relationOf } from './table.ts';

/** A question as the contract sees it, whatever its options are. */
export interface Contracted {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly docs: string;
  readonly rounds: { readonly usual: number; readonly most: number };
  readonly example: object;
  onExample(changes?: object): PlannedQuestion;
}

export const rows = contractRows();
export const questions: readonly Contracted[] = Object.values(catalogue);
export const has = (question: Contracted, option: string): boolean => option in question.example;

/** Questions that take the effect on an outcome apart: several estimates, with laws of their own. */
export const mediating = questions.filter((question) => has(question, 'outcome') && has(question, 'mediators'));

/** Questions that show what an effect over time is made of, beside what it stands, or for whom it is how large: several estimates, or one that is no effect on all units. Of whole units over time the laws are in `launch-effect.test.ts`. */
/** A test by counting moves in steps, and has no standard error: its laws are in `src/inference/randomization`. */
const beside = [
  'randomization-test',
  'cohort-effects',
  'event-study',
  'honest-bounds',
  'two-way',
  'launch-effect',
  'other-estimators',
  'effect-by-period',
  'heterogeneity',
];

/** Questions that estimate something from an outcome of every unit. */
export const estimators = questions.filter(
  (question) =>
    has(question, 'outcome') &&
    !has(question, 'served') &&
    !mediating.includes(question) &&
    !beside.includes(question.id) &&
    answerOf(question).estimates.length > 0,
);

/** Questions that adjust by covariates. */
export const adjusting = questions.filter((question) => has(question, 'adjust') || has(question, 'covariate'));

/** The column that a question's example asks about. */
export const outcomeOf = (question: Contracted): 'y' | 'b' => (question.example as { outcome: 'y' | 'b' }).outcome;

/** The rows with another outcome in the place of the one that is asked about. */
export function withOutcome(question: Contracted, outcome: (value: number, row: Row, i: number) => number | null): readonly Row[] {
  const column = outcomeOf(question);
  return rows.map((row, i) => ({ ...row, [column]: outcome(row[column]!, row, i) }));
}

/** The value that says "no effect": 0 of a difference, 1 of a ratio. */
export const nullOf = (question: Contracted): number => answerOf(question).estimates[0].test!.null;

/** Named, since functions lose their name in the title of a table of tests. */
export const each = (those: readonly Contracted[]) => describe.each(those.map((question) => ({ id: question.id, question })));

export function answerOf(question: Contracted, changes: object = {}, on: readonly Row[] = rows): Answer {
  return runSync(relationOf(on), question.onExample(changes).ask());
}

export function only({ estimates }: Answer): Estimate {
  expect(estimates).toHaveLength(1);
  return estimates[0];
}

export const estimateOf = (question: Contracted, changes: object = {}, on: readonly Row[] = rows): Estimate => only(answerOf(question, changes, on));

/** The error in words, or none and an answer that survives JSON. Any other error is a bug. */
export function errorOf(question: Contracted, changes: object, on: readonly Row[]): EstimandError | undefined {
  try {
    const answer = answerOf(question, changes, on);
    expect(JSON.parse(JSON.stringify(answer)), `${question.id} on bad data`).toEqual(answer);
    return undefined;
  } catch (error) {
    expect(error, `${question.id}: ${error}`).toBeInstanceOf(EstimandError);
    const { what, mend } = error as EstimandError;
    expect(what).toMatch(/[.:)]$/);
    expect(mend).toMatch(/[.?]$/);
    return error as EstimandError;
  }
}
