import { expectRows } from './parameters.ts';
import type { Simulated, Simulation } from './scenario.ts';

export type Row = Readonly<Record<string, number | string>>;
type RowWithGaps = Readonly<Record<string, number | string | undefined>>;

/**
 * The columns of n rows, so many rows at a time, which all have the names and types of the first; columns that some rows lack are said. Gives the names in
 * the end.
 */
export function* tabulate(
  n: number,
  size: number,
  rowAt: (index: number) => RowWithGaps,
  lacking: readonly string[] = [],
): Generator<Simulated['columns'], readonly string[]> {
  expectRows(n);
  let names: readonly string[] = [];
  for (let from = 0; from < n; from += size) {
    const rows = Math.min(size, n - from);
    const columns: Record<string, Float64Array | (string | number | undefined)[]> = {};
    for (let i = 0; i < rows; i++) {
      for (const [name, value] of Object.entries(rowAt(from + i))) {
        columns[name] ??= typeof value === 'number' && !lacking.includes(name) ? new Float64Array(rows) : [];
        (columns[name] as (string | number | undefined)[])[i] = value;
      }
    }
    names = Object.keys(columns);
    yield columns as Simulated['columns'];
  }
  return names;
}

/** A simulation that was asked for all rows in one piece. */
export function inOnePiece(simulation: Simulation): Simulated {
  const { value: columns } = simulation.next() as IteratorYieldResult<Simulated['columns']>;
  const { value: facts } = simulation.next() as IteratorReturnResult<Omit<Simulated, 'columns'>>;
  return { columns, ...facts };
}
