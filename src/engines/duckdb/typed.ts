import { literal } from './sql-text.ts';

/** SQL types by column, as an option of a reader; nothing where there are none. */
export function typedBy(option: string, types: Readonly<Record<string, string>>): string {
  const written = Object.entries(types).map(([name, type]) => `${literal(name)}: ${literal(type)}`);
  return written.length === 0 ? '' : `${option} = {${written.join(', ')}}, `;
}

/** Names of folders and files say nothing about rows. */
export const namesAreNoData = 'hive_partitioning = false, filename = false';

/** By the endings, never by the content; files of both kinds are told apart by the reader, by their endings too. */
export function compressionOf(paths: readonly string[]): string {
  const packed = paths.filter((path) => /\.gz$/i.test(path)).length;
  return `compression = '${packed === 0 ? 'uncompressed' : packed === paths.length ? 'gzip' : 'auto'}'`;
}

/** What a reader of JSON would find out by itself. An object is one of named parts, however many of them a row lacks. */
export const pinnedJson = (paths: readonly string[]): string =>
  `${compressionOf(paths)}, ${namesAreNoData}, ignore_errors = false, convert_strings_to_integers = false, maximum_depth = -1, dateformat = '%Y-%m-%d', map_inference_threshold = -1, field_appearance_threshold = 0`;
