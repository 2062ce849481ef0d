import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { analyze } from '../../../src/study/analyze.ts';
import { readStudy } from '../../../src/study/read/files/read-study.ts';
import { corpusOf, type Rows } from '../corpus.ts';
import { mutatedBytes } from '../mutate/bytes.ts';
import { mutatedRows } from '../mutate/rows.ts';
import { told, withRows } from './analyses.ts';
import type { Kind } from './kind.ts';

/** Data files with spoiled cells, spoiled bytes or both, read through DuckDB by sound studies: CSV, TSV, JSON, JSON lines, Parquet, packed or not. */
export const files: Kind = {
  id: 'files',
  limit: 20_000,
  async prepare(beside, scratch) {
    const seeds = withRows(corpusOf(beside)).filter(({ source }) => 'file' in source.study.data);
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const writer = await instance.connect();
    return async (dice) => {
      const seed = dice.pick(seeds);
      const cells = dice.below(3) > 0;
      const rows = cells ? mutatedRows(seed.rows, seed.named, dice) : seed.rows;
      const [ending, format] = dice.pick(Object.entries(formats));
      const sound = await format(rows, scratch, writer);
      const packed = ending.endsWith('.gz');
      const spoiled = cells && !dice.once(4) ? sound : mutatedBytes(sound, dice);
      // Spoiled before it is packed, or after.
      const bytes = !packed ? spoiled : dice.once(3) ? mutatedBytes(gzipSync(sound), dice) : gzipSync(spoiled);
      const drawn = dice.once(16);
      const name = `data${ending}`;
      const study = JSON.stringify({ ...(seed.tree as object), data: { file: name, ...(ending === '.json' && !dice.once(2) && { at: 'rows' }) } });
      return {
        input: { 'study.yaml': study, [name]: bytes },
        async run() {
          const folder = mkdtempSync(join(scratch, 'file-'));
          try {
            writeFileSync(join(folder, name), bytes);
            writeFileSync(join(folder, 'study.yaml'), study);
            return told(await analyze(await readStudy(join(folder, 'study.yaml'))), drawn);
          } finally {
            rmSync(folder, { recursive: true, force: true });
          }
        },
      };
    };
  },
};

type Format = (rows: Rows, scratch: string, writer: DuckDBConnection) => Buffer | Promise<Buffer>;

const recordsOf = (rows: Rows): readonly Readonly<Record<string, unknown>>[] =>
  Object.values(rows)[0].map((_, i) => Object.fromEntries(Object.entries(rows).map(([name, column]) => [name, column[i]])));

const separated =
  (sign: string): Format =>
  (rows) => {
    const cell = (value: unknown): string => {
      const text = value === null || value === undefined ? '' : String(value);
      return /["\r\n]/.test(text) || text.includes(sign) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    const columns = Object.values(rows);
    const lines = [Object.keys(rows).map(cell), ...columns[0].map((_, i) => columns.map((column) => cell(column[i])))];
    return Buffer.from(lines.map((line) => `${line.join(sign)}\n`).join(''));
  };

const lines: Format = (rows) =>
  Buffer.from(
    recordsOf(rows)
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(''),
  );

const formats: Readonly<Record<string, Format>> = {
  '.csv': separated(','),
  '.csv.gz': separated(','),
  '.tsv': separated('\t'),
  '.jsonl': lines,
  '.jsonl.gz': lines,
  '.json': (rows) => Buffer.from(JSON.stringify({ rows: recordsOf(rows) })),
  async '.parquet'(rows, scratch, writer) {
    const [from, to] = [join(scratch, 'rows.jsonl'), join(scratch, 'rows.parquet')];
    // Half of a surrogate pair is no text, and its writer takes none.
    const sound = (_: string, value: unknown): unknown => (typeof value === 'string' ? Buffer.from(value).toString() : value);
    writeFileSync(
      from,
      recordsOf(rows)
        .map((record) => `${JSON.stringify(record, sound)}\n`)
        .join(''),
    );
    await writer.run(`copy (from read_json('${from}', format = 'newline_delimited', sample_size = -1)) to '${to}' (format parquet, row_group_size 64)`);
    return readFileSync(to);
  },
};
