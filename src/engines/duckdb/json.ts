import { stat } from 'node:fs/promises';
import { asGlob, firstLine, literals } from './sql-text.ts';

const usualSize = 2 ** 24;
/** The most that DuckDB can be told. */
const mostSize = 2 ** 31;
/** What a packed file may grow to. */
const unpacked = 20;

/** One list of objects, each a row, or one object in which such a list lies; on one line or many. */
export const json = {
  endings: ['.json', '.json.gz'],
  stays: false,
  uniform: false,
  async tableOf(paths: readonly string[]): Promise<string> {
    const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size * (path.endsWith('.gz') ? unpacked : 1)));
    const most = Math.min(mostSize, Math.max(usualSize, ...sizes));
    // An object is one of named parts, however many of them a row lacks.
    const whole = 'sample_size = -1, map_inference_threshold = -1, field_appearance_threshold = 0';
    return `read_json(${literals(paths.map(asGlob))}, format = 'auto', maximum_object_size = ${most}, ${whole})`;
  },
  namesIn: async () => [],
  whyUnreadable: async (error: unknown) => firstLine(error),
};
