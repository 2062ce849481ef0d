declare const medium: unique symbol;

/** CSV that is safe to open in a spreadsheet: made here, never from a plain string. */
export type Csv = string & { readonly [medium]: 'csv' };

type Cell = string | number | undefined;

const significantDigits = 12;

/** What a spreadsheet would take for a formula, which may read other cells and send them away. */
const formula = /^[=+\-@\t\r\n]/;

/** A number as results.json has it; text never as a formula, in quotes where it needs them. */
function cellText(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') {
    if (!Number.isFinite(cell)) throw new Error(`${cell} reached a CSV file: a number that cannot be computed is a refuse finding, not a number.`);
    return String(Number.isSafeInteger(cell) ? cell : Number(cell.toPrecision(significantDigits)));
  }
  const text = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows below the names of their columns (RFC 4180). What a row lacks is empty. Text that begins with one of = + - @, a tab or a line break gets an apostrophe before it. */
export function csv<Name extends string>(names: readonly Name[], rows: readonly Readonly<Record<Name, Cell>>[]): Csv {
  const lines = [names.map(cellText), ...rows.map((row) => names.map((name) => cellText(row[name])))];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('') as Csv;
}
