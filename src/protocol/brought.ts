import type { OutcomeKeys } from './keys/study-file.ts';
import { scoreColumns } from './measured-of.ts';
import type { PerUnit } from './per-unit.ts';

/** A column that an outcome reads from the rows of a unit, and what becomes of it. */
export interface Brought {
  readonly outcome: string;
  readonly column: string;
  readonly per: PerUnit;
  /** The study says it. */
  readonly declared: boolean;
}

/** The columns of outcomes on rows of units with many; a ratio is one of totals, whatever else is said. */
export function broughtBy(outcomes: Readonly<Record<string, OutcomeKeys>>): readonly Brought[] {
  return Object.entries(outcomes).flatMap(([outcome, { ratio, quantile, measured, per }]): readonly Brought[] => {
    const as = { outcome, per: per ?? 'total', declared: per !== undefined || ratio !== undefined };
    const columns = [...(measured ? scoreColumns(measured) : []), ...(ratio ?? (measured ? [] : [quantile?.[0] ?? outcome]))];
    return [...new Set(columns)].map((column) => ({ ...as, column }));
  });
}
