import type { Column } from './schema.ts';

/** A table beside the rows, in long form: for each value of one of their columns how much goes to each name. */
export interface SharesTable {
  /** Whose shares these are, such as a policy. */
  readonly of: string;
  /** The column that rows and table share. */
  readonly by: string;
  /** Columns of the table. */
  readonly name: string;
  readonly share: string;
}

/** Chances that are written down are rounded: so far from one they may add up. */
export const sumTolerance = 1e-3;

/** The column that rows get of a table for one of its names; names that differ in case alone are told apart by their place. */
export const shareColumn = (of: string, name: string, place: number): string => `estimand:share:${place}:${of.length}:${of}:${name}`;

/** The columns that rows have of such a table, by the name that each is of. */
export function sharesIn(schema: readonly Column[], of: string): Readonly<Record<string, string>> {
  const own = `${of.length}:${of}:`;
  return Object.fromEntries(
    schema.flatMap(({ name }) => {
      const rest = /^estimand:share:\d+:(.*)$/s.exec(name)?.[1];
      return rest?.startsWith(own) ? [[rest.slice(own.length), name]] : [];
    }),
  );
}
