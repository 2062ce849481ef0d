// How the columns of a regression are called, whether they are made from rows or from moments.

/** The name of the constant term. */
export const INTERCEPT = '(intercept)';

/** The indicator of a level of a factor, such as `language=de`. */
export function indicatorName(factor: string, level: string): string {
  return `${factor}=${level}`;
}

/** The product of two columns, such as `language=de:tenure`. */
export function productName(a: string, b: string): string {
  return `${a}:${b}`;
}

/**
 * The levels that get an indicator: all but the reference (the first in text order, unless told), in text order.
 *
 * Errors    RangeError when the reference is not one of the levels.
 */
export function indicatorLevels(factor: string, levels: readonly string[], reference?: string): readonly string[] {
  const ordered = [...levels].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (reference !== undefined && !ordered.includes(reference)) throw new RangeError(`${reference} is not a level of ${factor}.`);
  return ordered.filter((level) => level !== (reference ?? ordered[0]));
}
