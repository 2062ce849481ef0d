/** A row of a CSV file, and the line on which it begins. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows of a CSV file with quotes as DuckDB is told of them: cells in "quotes" may hold the delimiter, line ends, and quotes that are doubled. Blank lines are none. */
export async function* csvRecords(chunks: AsyncIterable<string>, delimiter: string): AsyncGenerator<CsvRecord> {
  let [line, begun, cell, cells, quoted, closing] = [1, 1, '', [] as string[], false, false];
  const ended = (): CsvRecord | undefined => {
    const record = { line: begun, cells: [...cells, cell] };
    [cells, cell, begun, closing] = [[], '', line, false];
    return record.cells.length === 1 && record.cells[0] === '' ? undefined : record;
  };
  for await (const chunk of chunks) {
    for (const sign of chunk) {
      if (sign === '\n') line++;
      if (quoted) {
        if (sign === '"') [quoted, closing] = [false, true];
        else cell += sign;
      } else if (sign === '"' && (closing || cell === '')) {
        // A quote after one that closed is a quote of the text.
        if (closing) cell += '"';
        [quoted, closing] = [true, false];
      } else if (sign === delimiter) {
        cells.push(cell);
        [cell, closing] = ['', false];
      } else if (sign === '\n') {
        const record = ended();
        if (record) yield record;
      } else if (sign !== '\r' && sign !== '\uFEFF') cell += sign;
    }
  }
  const last = ended();
  if (last) yield last;
}
