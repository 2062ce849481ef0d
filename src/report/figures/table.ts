import type { Exhibit } from '../../estimate/exhibit.ts';
import { plain } from '../format/number.ts';
import { missing } from '../format/printed.ts';
import { html, type Markup } from '../text/html.ts';
import { rowCount } from './columns.ts';
import { valueText } from './text.ts';

type Cell = number | string | undefined;

const digits = 6;

export function cellText(cell: Cell): string {
  if (cell === undefined || cell === '') return missing;
  return typeof cell === 'number' ? plain(Number.isInteger(cell) ? cell : Number(cell.toPrecision(digits))) : cell;
}

/** Columns `x`, `x, low` and `x, high` as one, each cell rounded by its interval. */
export function withIntervals(columns: Exhibit['columns']): Exhibit['columns'] {
  const number = (cell: Cell): number | undefined => (typeof cell === 'number' ? cell : undefined);
  const entries = Object.entries(columns).flatMap(([name, cells]): readonly (readonly [string, readonly Cell[]])[] => {
    const [low, high] = ['low', 'high'].map((end) => columns[`${name}, ${end}`]);
    if (/, (low|high)$/.test(name) && columns[name.replace(/, (low|high)$/, '')]) return [];
    if (!low || !high) return [[name, cells]];
    return [[name, cells.map((cell, i) => (typeof cell === 'number' ? valueText(cell, number(low[i]), number(high[i])) : cell))]];
  });
  return Object.fromEntries(entries);
}

/** Equal-length columns as an HTML table; columns that hold only numbers are set to the right. */
export function columnsTable(columns: Exhibit['columns'], caption: string): Markup {
  const names = Object.keys(columns);
  const isNumeric = new Map(names.map((name) => [name, columns[name].every((cell) => typeof cell !== 'string' || cell === '')]));
  const shape = (name: string) => (isNumeric.get(name) ? 'number' : 'text');
  const head = names.map((name) => html`<th scope="col" class="${shape(name)}">${name}</th>`);
  const rows = Array.from(
    { length: rowCount(columns) },
    (_, i) => html`<tr>${names.map((name) => html`<td class="${shape(name)}">${cellText(columns[name][i])}</td>`)}</tr>`,
  );
  return html`<table>${caption ? html`<caption>${caption}</caption>` : undefined}<thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`;
}

export function exhibitTable({ columns, title }: Exhibit): Markup {
  return columnsTable(columns, title);
}
