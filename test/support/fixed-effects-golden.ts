import { readFileSync } from 'node:fs';
import type { Codes } from '../../src/models/fixed-effects/effects.ts';

/** What pyfixest found, and the panel that it was asked of. */
export const fixedEffectsGolden = JSON.parse(readFileSync('goldens/fixed-effects/pyfixest.json', 'utf8'));

const [header, ...lines] = readFileSync('goldens/fixed-effects/panel.csv', 'utf8').trim().split('\n');
const names = header.split(',');
const rows = lines.map((line) => line.split(',').map(Number));
const place = (name: string): number => names.indexOf(name);

/** Columns of the balanced panel or the unbalanced one. */
export function panelOf(data: 'balanced' | 'unbalanced') {
  const unbalanced = place('unbalanced');
  const own = rows.filter((row) => (data === 'balanced' ? row[unbalanced] < 2 : row[unbalanced] > 0));
  return {
    n: own.length,
    values: (name: string): Float64Array => Float64Array.from(own, (row) => row[place(name)]),
    codes: (name: string): Codes => Int32Array.from(own, (row) => row[place(name)]),
  };
}
