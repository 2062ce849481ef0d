import type { Exhibit } from '../estimate/exhibit.ts';
import type { StudyResult } from '../study/result.ts';

type Cell = Exhibit['columns'][string][number];

/** A result that may have been JSON meanwhile, which writes cells without a value as null, or may be of a time before arms had their values. */
export function outOfJson(result: StudyResult): StudyResult {
  const cell = (value: Cell | null): Cell => (value === null ? undefined : value);
  const columns = (exhibit: Exhibit): Exhibit['columns'] =>
    Object.fromEntries(Object.entries(exhibit.columns).map(([name, values]) => [name, Array.from(values, cell)]));
  return { ...result, arms: result.arms ?? [], exhibits: result.exhibits.map((exhibit) => ({ ...exhibit, columns: columns(exhibit) })) };
}
