import type { Simulated } from '../../src/scenarios.ts';

/** Simulated rows as the text of a CSV file, digit for digit. */
export function csvText({ columns }: Simulated): string {
  const names = Object.keys(columns);
  const rows = Array.from({ length: columns[names[0]].length }, (_, i) => names.map((name) => String(columns[name][i])).join(','));
  return `${[names.join(','), ...rows].join('\n')}\n`;
}
