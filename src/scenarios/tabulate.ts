import { expectRows } from './parameters.ts';
import type { Simulated } from './scenario.ts';

export type Row = Readonly<Record<string, number | string>>;

/** The columns of n rows, which all have the names and types of the first. */
export function tabulate(n: number, rowAt: (index: number) => Row): Simulated['columns'] {
  expectRows(n);
  const columns: Record<string, Float64Array | string[]> = {};
  for (let i = 0; i < n; i++) {
    for (const [name, value] of Object.entries(rowAt(i))) {
      columns[name] ??= typeof value === 'number' ? new Float64Array(n) : [];
      columns[name][i] = value;
    }
  }
  return columns;
}
