import { stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { queryRows } from './query-rows.ts';
import { asGlob, literals, whyFailed } from './sql-text.ts';
import { pinnedJson, typedBy } from './typed.ts';

const usualSize = 2 ** 24;
/** The most that DuckDB can be told. */
const mostSize = 2 ** 31;
/** What a packed file may grow to. */
const unpacked = 20;

async function mostBytes(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size * (path.endsWith('.gz') ? unpacked : 1)));
  return Math.min(mostSize, Math.max(usualSize, ...sizes));
}

/** DuckDB's account, without its options. */
export function whyBadJson(error: unknown): string {
  const line = whyFailed(error);
  const [, twice] = /^Duplicate name "(.*)" in struct/.exec(line) ?? [];
  return twice === undefined ? line.replace(/,? try [\w ]*ignore_errors.*$/i, '') : `an object holds "${twice}" twice, if upper and lower case do not count`;
}

/** One list of objects, each a row, or one object in which such a list lies; on one line or many. */
export const json = {
  endings: ['.json', '.json.gz'],
  stays: false,
  uniform: false,
  typed: true,
  tableOf: async (paths: readonly string[], types: Readonly<Record<string, string>>) =>
    `read_json(${literals(paths.map(asGlob))}, format = 'auto', ${pinnedJson(paths)}, ${typedBy('columns', types)}maximum_object_size = ${await mostBytes(paths)}, sample_size = -1)`,
  async namesIn(path: string, connection: DuckDBConnection) {
    const rows = await queryRows(`describe select * from ${await json.tableOf([path], {})}`, connection);
    return rows.map(([name]) => String(name));
  },
  whyUnreadable: async (error: unknown) => whyBadJson(error),
};
