import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** How a CSV file separates its cells, and the names in its first line. */
export interface CsvHeader {
  readonly delimiter: string;
  readonly names: readonly string[];
}

const delimiters = [',', ';', '\t', '|'];

/**
 * Reads the header and fixes the delimiter by it: the one that occurs most, or a tab where the ending says so. A guess from all lines would find
 * some layout for a file that is ragged or cut off too, and read it wrongly.
 */
export async function csvHeader(path: string): Promise<CsvHeader> {
  const line = await firstLineOf(path);
  const likeliest = delimiters.toSorted((a, b) => cellsOf(line, b).length - cellsOf(line, a).length)[0];
  const delimiter = /\.tsv(\.gz)?$/i.test(path) ? '\t' : likeliest;
  return { delimiter, names: cellsOf(line, delimiter) };
}

/** The first line that is not blank. */
async function firstLineOf(path: string): Promise<string> {
  let text = '';
  for await (const chunk of textOf(path)) {
    text = (text + chunk).replace(/^\uFEFF?[\r\n]*/, '');
    const line = /^[^\r\n]+(?=[\r\n])/.exec(text);
    if (line) return line[0];
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
