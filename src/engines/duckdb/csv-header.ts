import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { EstimandError } from '../../errors/estimand-error.ts';

/** How a CSV file separates its cells, and the names in its first line. */
export interface CsvHeader {
  readonly delimiter: string;
  readonly names: readonly string[];
}

const delimiters = [',', ';', '\t', '|'];
/** Of a table, in any format. */
export const mostColumns = 20_000;
const mostBytes = 1_000_000;

/**
 * Reads the header and fixes the delimiter by it: the one that occurs most, or a tab where the ending says so. A guess from all lines would find
 * some layout for a file that is ragged or cut off too, and read it wrongly.
 *
 * Errors  header-too-long, columns-too-many.
 */
export async function csvHeader(path: string): Promise<CsvHeader> {
  const line = await firstLineOf(path);
  const likeliest = delimiters.toSorted((a, b) => cellsOf(line, b).length - cellsOf(line, a).length)[0];
  const delimiter = /\.tsv(\.gz)?$/i.test(path) ? '\t' : likeliest;
  const names = cellsOf(line, delimiter);
  if (names.length > mostColumns) throw new EstimandError('columns-too-many', { path, columns: names.length, most: mostColumns });
  return { delimiter, names };
}

/** The first line that is not blank. */
async function firstLineOf(path: string): Promise<string> {
  let text = '';
  for await (const chunk of textOf(path)) {
    text = text === '' ? String(chunk).replace(/^\uFEFF?[\r\n]*/, '') : text + chunk;
    const end = text.search(/[\r\n]/);
    if (end > mostBytes || (end < 0 && text.length > mostBytes)) throw new EstimandError('header-too-long', { path, most: mostBytes });
    if (end >= 0) return text.slice(0, end);
  }
  return text;
}

/** The text of a file, unpacked, in pieces. */
export function textOf(path: string): Readable {
  const file = createReadStream(path);
  // An error of any part destroys the last, where the reader meets it.
  return (path.toLowerCase().endsWith('.gz') ? pipeline(file, createGunzip(), () => {}) : file).setEncoding('utf8');
}

function cellsOf(line: string, delimiter: string): readonly string[] {
  const cells = [''];
  for (const [piece] of line.matchAll(/"[^"]*"|./gs)) {
    if (piece === delimiter) cells.push('');
    else cells[cells.length - 1] += piece;
  }
  return cells.map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell));
}
