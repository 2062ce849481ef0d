import type { Expression } from '../../expressions/expression.ts';

/** The probabilities with which actions were taken, as expressions of a row. */
export interface Chances {
  readonly taken: Expression;
  /** Columns to derive before anything reads them. */
  readonly derived: Readonly<Record<string, Expression>>;
  /** Where they were estimated: the row's scores in that regression, whose error has to be taken out. None where they were logged. */
  readonly scores: Readonly<Record<string, Expression>>;
}
