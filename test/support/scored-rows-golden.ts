import { readFileSync } from 'node:fs';
import { type ScoredRows, scoredRows } from '../../src/inference/threshold/scored-rows.ts';

const folder = new URL('../../goldens/threshold/', import.meta.url);

/** A golden of thresholds, as its maker wrote it. */
export const thresholdGolden = <G>(name: string): G => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as G;

/** Columns of a file of numbers, by name. */
export function columnsOf(file: URL): (name: string) => Float64Array {
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/);
  const names = header.split(',');
  const cells = lines.map((line) => line.split(','));
  return (name) => {
    const at = names.indexOf(name);
    return Float64Array.from(cells, (row) => Number(row[at]));
  };
}

/** The data that goldens of thresholds share. */
export const thresholdColumns = (frame: string): ((name: string) => Float64Array) => columnsOf(new URL(`${frame}.csv`, folder));

/** Rows by a score whose cutoff is zero. */
export function thresholdRows(frame: string, score: string, columns: readonly string[], cluster?: string | null): ScoredRows {
  const column = thresholdColumns(frame);
  return scoredRows(column(score), 0, columns.map(column), cluster ? Int32Array.from(column(cluster)) : undefined);
}

/** What was found; a refusal fails the test by its name. */
export function told<T>(found: T): Exclude<T, { readonly refused: string }> {
  if (typeof found === 'object' && found !== null && 'refused' in found) throw new Error(String(found.refused));
  return found as Exclude<T, { readonly refused: string }>;
}
