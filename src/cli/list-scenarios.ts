import { sayCount } from '../estimate/say.ts';
import { scenarios } from '../scenarios.ts';

/** `estimand simulate --list`: a table of the scenarios, or the same as JSON. */
export function scenarioList(asJson: boolean): string {
  const listed = scenarios.map(({ id, defaults, title }) => ({ id, n: defaults.n, title }));
  if (asJson) return `${JSON.stringify(listed, undefined, 2)}\n`;
  const rows = listed.map(({ id, n, title }) => [id, sayCount(n), title]);
  return tableText([['scenario', 'rows', 'title'], ...rows]);
}

/** Columns two spaces apart, the second of numbers. */
function tableText(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, k) => Math.max(...rows.map((row) => row[k].length)));
  const lines = rows.map((row) => row.map((cell, k) => (k === 1 ? cell.padStart(widths[k]) : cell.padEnd(widths[k]))).join('  '));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
