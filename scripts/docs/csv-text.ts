import type { Simulated } from '../../src/scenarios.ts';

/** Simulated rows as the text of a CSV file, digit for digit. */
export function csvText({ columns }: Simulated): string {
  const names = Object.keys(columns);
  const lines = Array.from(columns[names[0]], (_, i) => names.map((name) => String(columns[name][i])).join(','));
  return `${[names.join(','), ...lines].join('\n')}\n`;
}
