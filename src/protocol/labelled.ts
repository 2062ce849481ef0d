import type { Expression } from '../expressions/expression.ts';

/** Groups of rows that are each corrected by labels of their own, where no arms are assigned and no cohorts are compared: requests by the action that they got. */
export interface LabelGroups {
  readonly column: string;
  readonly levels: readonly string[];
  /** What a group is called, one and several of them. */
  readonly one: string;
  readonly several: string;
}

/** What labels add to a measure whose rows are weighed one by one: how well a weighted sum is known hangs on which labels it weighs. */
export interface LabelledRows {
  /** Rows with a label. Never unknown. */
  readonly is: Expression;
  /** How much a label counts beside a row without one. */
  readonly counts: Expression;
  /** What the label adds to the measure of its row; zero elsewhere. */
  readonly adds: Expression;
  /** One where no judge gave the label; absent of sums of outcomes, of which none does. */
  readonly otherwise?: Expression;
}
