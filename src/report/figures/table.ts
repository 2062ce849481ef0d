import type { Exhibit } from '../../estimate/exhibit.ts';
import { plain } from '../format/number.ts';
import { missing } from '../format/printed.ts';
import { html, type Markup } from '../text/html.ts';
import { rowCount } from './columns.ts';

type Cell = number | string | undefined;

const digits = 6;

export function cellText(cell: Cell): string {
  if (cell === undefined || cell === '') return missing;
  return typeof cell === 'number' ? plain(Number.isInteger(cell) ? cell : Number(cell.toPrecision(digits))) : cell;
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
