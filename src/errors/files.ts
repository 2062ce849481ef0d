import { didYouMean } from './nearest.ts';
import { quotedList, sayCount, type Wording } from './words.ts';

/** Errors in reading and writing files. */
export interface FileFacts {
  'file-missing': { path: string; near: string | undefined };
  'file-unreadable': { path: string; why: string };
  'file-empty': { path: string };
  'file-not-a-table': { path: string; kinds: readonly string[] };
  /** `linked`: by its name it lies inside, but a link leads out. */
  'file-outside': { path: string; folder: string; linked: boolean };
  'file-changed': { path: string; gone: boolean };
  'file-irregular': { path: string };
  'gzip-cut': { path: string; how: 'cut' | 'damaged' | 'followed' };
  'header-too-long': { path: string; most: number };
  'columns-too-many': { path: string; columns: number; most: number };
  'json-too-deep': { path: string; most: number };
  'data-unopened': { data: string };
  /** `table`: of a statement the one that is read. */
  'data-type-unknown': { column: string; table: string | undefined; known: readonly string[] };
  'files-mixed': { first: string; other: string };
  'files-differ': { path: string; column: string; other: string };
  'file-encoding': { path: string; found: 'UTF-16' | 'mark' | 'other'; line?: number };
  'file-is-folder': { path: string };
  /** `lists`: the paths in the file where lists of objects lie. */
  'data-type-unfit': { column: string; type: string; value: string; path?: string; line?: number };
  'data-at-missing': { path: string; lists: readonly string[] };
  'data-at-unknown': { asked: string; path: string; lists: readonly string[] };
  'no-rows': { source: string };
  'sql-not-a-select': { statements: number };
  'sql-function-refused': { called: string; allowed: readonly string[] };
  'sql-table-refused': { table: string; known: readonly string[] };
  'timed-out': { during: string; seconds: number };
  'query-failed': { why: string };
  'out-of-room': { of: 'memory' | 'disk' };
  'result-unread': { path: string; why: string };
  'result-invalid': { path: string; where: string; why: string };
  'output-unwritable': { path: string; why: string };
  'temporary-unwritable': { path: string; why: string };
  interrupted: { during: string };
  'scenario-missing': { known: readonly string[] };
  'scenario-unknown': { id: string; known: readonly string[]; near: string | undefined };
}

/** Whole numbers in place of a time are counted from 1970. */
function unfitMend({ column, type, value }: FileFacts['data-type-unfit']): string {
  if (/^(date|timestamp)$/.test(type) && /^\d{10,19}$/.test(value)) {
    const of = value.length > 16 ? 'make_timestamp_ns' : value.length > 13 ? 'make_timestamp' : value.length > 10 ? 'make_timestamp_ms' : 'to_timestamp';
    return `It looks like a count since 1970: make a time of it in data.sql, ${of}(cast("${column}" as bigint)).`;
  }
  return 'Declare another type, or repair the value; leave missing ones empty, null in JSON.';
}

export const fileWording: Wording<FileFacts> = {
  'file-missing': (f) => [`There is no file ${f.path}.`, f.near ? `Did you mean "${f.near}"?` : 'Check the path; paths in a study are relative to its folder.'],
  'file-unreadable': (f) => [`${f.path} cannot be read: ${f.why}.`, 'Check that the file is complete and that you may read it, or export it again.'],
  'file-empty': (f) => [`${f.path} is empty.`, 'Export it again, with a header line and rows.'],
  'file-not-a-table': (f) => [`${f.path} is not a table that can be read here.`, `Give a file that ends in ${f.kinds.join(', ')}.`],
  'file-outside': (f) => [
    f.linked
      ? `${f.path} is or passes through a link that leads outside the folder of the study (${f.folder}).`
      : `${f.path} lies outside the folder of the study (${f.folder}).`,
    f.linked
      ? 'Put the file itself there, or allow the folder that the link leads to with --allow-path.'
      : 'Move it into that folder, or allow it with --allow-path.',
  ],
  'file-changed': (f) => [`${f.path} ${f.gone ? 'was taken away' : 'changed'} while it was read.`, 'Run again when nothing writes to it, or on a copy.'],
  'file-irregular': (f) => [`${f.path} is a pipe or a device, not a file.`, 'Save the rows as a file and name that.'],
  'gzip-cut': (f) => [
    {
      cut: `${f.path} ends before its packed data do.`,
      damaged: `${f.path} is damaged: it is no gzip, or its data do not match their checksum.`,
      followed: `${f.path} goes on after the end of its packed data.`,
    }[f.how],
    'Copy or download it again; gzip -t says whether it is whole.',
  ],
  'header-too-long': (f) => [
    `The first line of ${f.path} has more than ${sayCount(f.most)} bytes.`,
    'A table begins with one line of column names; check that this is one.',
  ],
  'columns-too-many': (f) => [
    `${f.path} has ${sayCount(f.columns)} columns; at most ${sayCount(f.most)} can be read.`,
    'Export the columns that the study names.',
  ],
  'json-too-deep': (f) => [`${f.path} is nested deeper than ${sayCount(f.most)} levels.`, 'Export rows with the values that the study names.'],
  'data-type-unknown': (f) => [
    `data.types gives a type to "${f.column}", which is no column${f.table === undefined ? '' : ` of ${f.table}`}.`,
    didYouMean(f.column, f.known) || `The columns are ${quotedList(f.known, 30)}.`,
  ],
  'data-unopened': (f) => [
    `The study names its data as ${f.data}, and nothing here can open it.`,
    'Hand rows in as `data`, or read the study with `readStudy` of estimand/read, or give it `withFiles`.',
  ],
  'files-mixed': (f) => [`${f.first} and ${f.other} are of different formats.`, 'Name files of one format, or convert the odd ones.'],
  'files-differ': (f) => [
    `${f.path} has no column "${f.column}", which ${f.other} has.`,
    'Name files of the same columns, or bring them together with data.sql.',
  ],
  'file-encoding': (f) => {
    if (f.found === 'mark') return [`${f.path} begins with a byte order mark, which JSON must not have.`, 'Save it as UTF-8 without one.'];
    if (f.found === 'UTF-16') return [`${f.path} is in UTF-16.`, 'Save it as UTF-8 (in Excel: CSV UTF-8; in a shell: iconv -f UTF-16 -t UTF-8).'];
    return [
      `${f.path} is not in UTF-8${f.line === undefined ? '' : `: see line ${sayCount(f.line)}`}; it may be in Latin-1 or Windows-1252.`,
      'Save it as UTF-8 (in Excel: CSV UTF-8; in a shell: iconv -f WINDOWS-1252 -t UTF-8).',
    ];
  },
  'file-is-folder': (f) => [`${f.path} is a folder.`, `Name the files in it, such as ${f.path.replace(/\/+$/, '')}/*.parquet.`],
  'data-type-unfit': (f) => [
    `data.types says that "${f.column}" is a ${f.type}, and it holds "${f.value}"${f.line === undefined ? '' : ` on line ${sayCount(f.line)} of ${f.path}`}.`,
    unfitMend(f),
  ],
  'data-at-missing': (f) => [
    `${f.path} holds one object, not a list of rows.`,
    f.lists.length > 0
      ? `Say in which of its lists the rows lie, with data.at: ${quotedList(f.lists)}.`
      : "Save the rows as one list of objects, [{...}, {...}]; in pandas that is to_json(orient='records').",
  ],
  'data-at-unknown': (f) => [
    `data.at is "${f.asked}", where ${f.path} has no list of objects.`,
    didYouMean(f.asked, f.lists) || (f.lists.length > 0 ? `Its lists of objects are ${quotedList(f.lists)}.` : 'It has none that is not empty.'),
  ],
  'sql-not-a-select': (f) => [
    f.statements === 1 ? 'data.sql is no SELECT.' : `data.sql holds ${f.statements} statements.`,
    'Write one SELECT over the names under data.from.',
  ],
  'sql-function-refused': (f) => [
    `data.sql calls ${f.called}, which reaches beyond the files that the study names.`,
    `Select from the names under data.from; of table functions only ${f.allowed.join(', ')} may be called.`,
  ],
  'sql-table-refused': (f) => [
    `data.sql reads "${f.table}", which is not under data.from.`,
    didYouMean(f.table, f.known) || `It can read ${quotedList(f.known)}, and what it names itself by WITH.`,
  ],
  'timed-out': (f) => [
    `Stopped during ${f.during}, which took more than ${sayCount(f.seconds)} ${f.seconds === 1 ? 'second' : 'seconds'}; nothing was written.`,
    'Raise --timeout, or ask less of data.sql.',
  ],
  'query-failed': (f) => [`The data cannot be queried: ${f.why}.`, 'Check data.sql and the names under data.from; it can read nothing else.'],
  'out-of-room': (f) => [
    f.of === 'disk'
      ? 'What does not fit into memory does not fit on the disk that may be used either.'
      : 'The rows do not fit into the memory that may be used.',
    'Give more with --memory or --disk, or select fewer rows and columns with data.sql.',
  ],
  'no-rows': (f) => [`${f.source} has columns but no rows.`, 'Check the export and its filters.'],
  'result-unread': (f) => [`${f.path} cannot be read: ${f.why}.`, 'Name a results.json that estimand analyze wrote.'],
  'result-invalid': (f) => [
    `${f.path} is not a result of estimand${f.where === '' ? '' : `, at ${f.where}`}: ${f.why}.`,
    'Write it again with estimand analyze.',
  ],
  'output-unwritable': (f) => [`${f.path} cannot be written: ${f.why}.`, 'Choose another folder with --out.'],
  'temporary-unwritable': (f) => [
    `No folder for temporary files can be made at ${f.path}: ${f.why}.`,
    'Name one that can be written: by --out, or in the environment as TMPDIR.',
  ],
  'scenario-missing': (f) => ['No scenario is named.', `There are ${quotedList(f.known)}; estimand simulate --list says what they are.`],
  'scenario-unknown': (f) => [`There is no scenario "${f.id}".`, f.near ? `Did you mean "${f.near}"?` : `There are ${quotedList(f.known)}.`],
  interrupted: (f) => [`Stopped during ${f.during}; nothing was written.`, 'Run it again to start over.'],
};
