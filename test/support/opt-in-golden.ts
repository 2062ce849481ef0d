import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Clusters, ObservedUnits } from '../../src/inference/observed/observed-units.ts';

/** Users who opted in, or did not, as goldens/opt-in has them. */
export interface OptInTable {
  readonly units: ObservedUnits;
  readonly outcomes: Readonly<Record<string, Float64Array>>;
  readonly clusters: Clusters;
}

const folder = resolve(import.meta.dirname, '../../goldens/opt-in');

export const optInGolden = <Golden>(name: string): Golden => JSON.parse(readFileSync(resolve(folder, `${name}.json`), 'utf8')) as Golden;

/** The columns of a table as texts, by name. */
export function optInColumns(name: string): Readonly<Record<string, readonly string[]>> {
  const [head, ...lines] = readFileSync(resolve(folder, `${name}.csv`), 'utf8')
    .trim()
    .split(/\r?\n/);
  const rows = lines.map((line) => line.split(','));
  return Object.fromEntries(head.split(',').map((column, j) => [column, rows.map((row) => row[j])]));
}

/** Terms are columns, indicators such as `tier=light`, squares and products of these. */
export function optInTable(name: string, terms: readonly string[]): OptInTable {
  const table = optInColumns(name);
  const numbers = (column: string): Float64Array => Float64Array.from(table[column], Number);
  const termOf = (term: string): Float64Array => {
    const [product, square] = [term.split(':'), term.split('^')];
    if (product.length > 1) return product.map(termOf).reduce((a, b) => a.map((x, i) => x * b[i]));
    if (square.length > 1) return termOf(square[0]).map((x) => x * x);
    const [factor, level] = term.split('=');
    return level === undefined ? numbers(term) : Float64Array.from(table[factor], (value) => (value === level ? 1 : 0));
  };
  const names = terms.filter((term) => term !== '(intercept)');
  const levels = [...new Set(table.workspace)];
  return {
    units: { treated: Uint8Array.from(table.optin, Number), names, columns: names.map(termOf) },
    outcomes: { minutes: numbers('minutes'), resolved: numbers('resolved') },
    clusters: { codes: Int32Array.from(table.workspace, (w) => levels.indexOf(w)), count: levels.length },
  };
}
