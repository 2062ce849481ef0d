import * as z from 'zod';
import { breach, text } from './fields.ts';

const dataTypes = ['text', 'number', 'boolean', 'date', 'timestamp'] as const;

interface Typed {
  /** Types of columns that are not to be guessed. */
  readonly types?: Readonly<Record<string, (typeof dataTypes)[number]>>;
}

export type Data =
  | ({ readonly file: string; readonly at?: string } & Typed)
  | ({ readonly files: string; readonly at?: string } & Typed)
  | ({ readonly sql: string; readonly from: Readonly<Record<string, string>> } & Typed)
  | { readonly table: string; readonly connection: string };

const sources = ['file', 'files', 'sql', 'table'] as const;
/** Keys that go with one source of data only. */
const partners = { sql: 'from', table: 'connection' } as const;

const from = 'a file by name, such as {tickets: tickets.parquet}';
const askedOf = { from, connection: 'the name of the environment variable that holds the connection' };

const keys = z.strictObject(
  {
    file: text('the path of a file, such as support.parquet').exactOptional().describe('One file: Parquet, CSV, JSON or JSON lines. Relative to the study.'),
    files: text('a pattern of paths, such as support/*.parquet').exactOptional().describe('Several files of one format, as a glob. Relative to the study.'),
    at: text('the path of a list of objects in the file, such as results.results')
      .exactOptional()
      .describe('With file or files: where the rows lie in a file that holds more, such as results.results. Each object of that list is a row.'),
    sql: text('one SELECT over the names under data.from').exactOptional().describe('One SELECT over the names under from.'),
    from: z.record(text('a name'), text('the path of a file'), from).exactOptional().describe('The files that sql reads, by the name it calls them.'),
    types: z
      .record(text('a column'), z.enum(dataTypes, 'a type'), 'types by column, such as {ticket_id: text}')
      .exactOptional()
      .describe('Types of columns that are not to be guessed: text, number, boolean, date, timestamp. With sql by table and column, such as tickets.id.'),
    table: text('the name of a table').exactOptional().describe('A table or view of a warehouse.'),
    connection: text(askedOf.connection)
      .exactOptional()
      .describe('Name of the environment variable that holds the connection string; the string itself never stands in a study.'),
  },
  'a source, such as {file: support.parquet}',
);

/** Exactly one source. An object of options, so that editors complete all keys and errors name the key that is wrong. */
export const data = keys
  .check(({ value, issues }) => {
    if (issues.length > 0) return;
    const written = sources.filter((source) => value[source] !== undefined);
    if (written.length !== 1) {
      issues.push(breach('study-data-sources', { written }, written.length > 1 ? [written[1]] : []));
      return;
    }
    for (const [source, partner] of Object.entries(partners) as ['sql' | 'table', 'from' | 'connection'][]) {
      const there = value[partner] !== undefined;
      if (source === written[0] && !there) issues.push(breach('study-key-missing', { within: 'data', key: partner, asked: askedOf[partner] }, []));
      if (source !== written[0] && there) issues.push(breach('study-data-idle', { key: partner, partner: source }, [partner]));
    }
    if (value.at !== undefined && written[0] !== 'file' && written[0] !== 'files')
      issues.push(breach('study-data-idle', { key: 'at', partner: 'file' }, ['at']));
    if (value.from && Object.keys(value.from).length === 0) issues.push(breach('study-value', { key: 'data.from', found: 'empty', asked: from }, ['from']));
  })
  // The same for editors, in the words of JSON Schema.
  .meta({
    oneOf: sources.map((source) => ({ required: [source] })),
    dependencies: {
      at: { anyOf: [{ required: ['file'] }, { required: ['files'] }] },
      sql: ['from'],
      from: ['sql'],
      table: ['connection'],
      connection: ['table'],
    },
  }) as unknown as z.ZodType<Data, Data>;
