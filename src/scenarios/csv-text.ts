import type { Simulated, Simulation } from './scenario.ts';

/** The same of rows that come in pieces; in the end what was said of them together. */
export function* csvPieces(simulation: Simulation): Generator<string, Omit<Simulated, 'columns'>> {
  let next = simulation.next();
  for (let first = true; next.done !== true; first = false) {
    const text = csvText({ columns: next.value });
    yield first ? text : text.slice(text.indexOf('\n') + 1);
    next = simulation.next();
  }
  return next.value;
}

/** Simulated rows as the text of a CSV file: digit for digit, or with so many decimals. What a row lacks is empty. */
export function csvText({ columns }: Pick<Simulated, 'columns'>, decimals?: number): string {
  const names = Object.keys(columns);
  const n = columns[names[0]].length;
  const lines = new Array<string>(n + 1);
  lines[0] = names.join(',');
  for (let i = 0; i < n; i++) lines[i + 1] = names.map((name) => cellText(columns[name][i], decimals)).join(',');
  return `${lines.join('\n')}\n`;
}

function cellText(value: number | string | undefined, decimals: number | undefined): string {
  if (value === undefined) return '';
  return String(typeof value === 'number' && decimals !== undefined ? Number(value.toFixed(decimals)) : value);
}
