import { EstimandError, type Place } from '../errors/estimand-error.ts';
import type { Expression } from '../expressions/expression.ts';
import { measuredColumns } from '../expressions/walk.ts';
import type { Column } from './schema.ts';

/** Sizes that can be computed with, zero aside: products of four of them are numbers that a double holds. */
export const magnitudes = { least: 1e-75, most: 1e75 };

/** Is the number too large or too small to be computed with? What is infinite or no number at all is another error. */
export function isOutside(x: number): boolean {
  const size = Math.abs(x);
  return (size > magnitudes.most && size < Infinity) || (size < magnitudes.least && size > 0);
}

/** Errors  magnitude-outside, where an expression computes with a column that holds such a number. */
export function expectMagnitudes(schema: readonly Column[], source: string, e: Expression): void {
  const extreme = schema.filter(({ outside }) => outside !== undefined);
  if (extreme.length === 0) return;
  const measured = measuredColumns(e);
  expectMagnitude(
    extreme.find(({ name }) => measured.includes(name)),
    source,
  );
}

/** Errors  magnitude-outside, at the place of the study that names the column. */
export function expectMagnitude(column: Column | undefined, source: string, place?: Place): void {
  if (column?.outside !== undefined) throw new EstimandError('magnitude-outside', { column: column.name, value: column.outside, source, ...magnitudes }, place);
}
