import type { Expression } from '../expressions/expression.ts';
import type { Step } from '../relation/steps.ts';

/** Units that are compared with themselves before: how many rows of a unit become its change, wave by wave. */
export interface UnitChanges {
  readonly unit: string;
  /** What units lie together in, where that is coarser. */
  readonly cluster?: string;
  readonly arms: { readonly control: string; readonly treatment: string };
  /** From the data to rows with their period. */
  readonly steps: readonly Step[];
  readonly clock: Expression;
  /** Of a row; the least over its rows is the unit's. */
  readonly start: Expression;
  /** The column that this becomes, which waves read. */
  readonly startColumn: string;
  readonly waves: readonly UnitWave[];
}

/** Units that were reached at one time, and those that were not by the end. */
export interface UnitWave {
  readonly name: string;
  /** Of units. */
  readonly reached: Expression;
  readonly others: Expression;
  /** Of rows: which of them are before, and which after. */
  readonly before: Expression;
  readonly after: Expression;
}
