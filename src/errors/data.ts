import { didYouMean } from './nearest.ts';
import { counted, quotedList, sayCount, type Wording } from './words.ts';

/** Errors in the values of the data. */
export interface DataFacts {
  'column-unknown': { column: string; source: string; known: readonly string[] };
  'measure-not-numeric': { column: string; source: string; declared: string };
  'expression-type': { what: string; found: string; asked: string };
  'not-finite': { column: string; count: number; source: string };
  'integer-too-large': { column: string; source: string };
  'too-large-to-square': { columns: readonly string[]; source: string };
  'magnitude-outside': { column: string; value: number; source: string; least: number; most: number };
  'weight-negative': { source: string };
  'weight-fractional': { source: string };
  'too-many-groups': { most: number };
  /** `exact`: one of the two is a column of that name. */
  'column-ambiguous': { column: string; source: string; exact: boolean };
  'text-not-json': { name: string; column: string; rows: number; value: string; source: string };
  'attribute-twice': { name: string; rows: number; source: string };
  'columns-alike': { first: string; second: string; source: string };
  'columns-uneven': { column: string; length: number; expected: number; first: string };
  'rows-mixed-types': { column: string; types: readonly string[] };
  'rows-lost': { expected: number; found: number; source: string };
}

const timeMend = "Times are compared in data.sql: make a column there, such as started >= timestamp '2026-01-02' as late, and name it here.";

export const dataWording: Wording<DataFacts> = {
  'column-unknown': (f) => [`"${f.column}" is not a column of ${f.source}.`, didYouMean(f.column, f.known) || `Its columns are ${quotedList(f.known)}.`],
  'measure-not-numeric': (f) => [
    `Column "${f.column}" of ${f.source} holds ${f.declared}, not numbers.`,
    'Name a numeric or boolean column, or convert it; in a CSV one cell such as "NA" makes a whole column text: leave missing cells empty.',
  ],
  'expression-type': (f) => [
    `${f.what} is ${f.found}, where ${f.asked} is needed.`,
    f.found === 'a time' ? timeMend : 'Compare text with quoted text and numbers with numbers.',
  ],
  'not-finite': (f) => [
    `Column "${f.column}" of ${f.source} holds ${counted(f.count, 'value')} that ${f.count === 1 ? 'is' : 'are'} NaN or infinite.`,
    'Leave a missing value empty (null), and repair the division or overflow that made the others.',
  ],
  'integer-too-large': (f) => [
    `Column "${f.column}" of ${f.source} holds integers beyond 2^53, which a number cannot carry exactly.`,
    'It looks like an identifier: use it as a key or unit, not as a measure; or rescale it.',
  ],
  'too-large-to-square': (f) => [`The squares of ${quotedList(f.columns)} in ${f.source} overflow a double.`, 'Rescale the column.'],
  'magnitude-outside': (f) => [
    `Column "${f.column}" of ${f.source} holds ${f.value}, which is too ${Math.abs(f.value) > 1 ? 'large' : 'small'} to compute with: numbers go from ${f.least} to ${f.most} in size, and zero.`,
    Math.abs(f.value) > 1
      ? 'Correct it where it is an error, or rescale the column, such as to millions of its unit; leave the cell empty where the value is missing.'
      : 'Rescale the column, such as to millionths of its unit, or write 0 where that is meant.',
  ],
  'weight-negative': (f) => [`A weight is negative in ${f.source}.`, 'Weights count or scale rows: they must be zero or more.'],
  'weight-fractional': (f) => [
    `A frequency weight in ${f.source} is not a whole number.`,
    'Declare the weight as `precision` or `sampling`, or give whole counts.',
  ],
  'too-many-groups': (f) => [`The answer would have more than ${sayCount(f.most)} groups.`, 'Roll the rows up to one row a group instead of asking for each.'],
  'column-ambiguous': (f) => [
    `"${f.column}" names two things in ${f.source}${f.exact ? ': a column, and what lies at that path' : ''}.`,
    `Write the name of a column or field in backquotes, such as \`${f.column}\` for a column of that name, or rename one of them in data.sql.`,
  ],
  'text-not-json': (f) => [
    `"${f.name}" lies within "${f.column}", which is no JSON in ${counted(f.rows, 'row')} of ${f.source}: "${f.value.length > 40 ? `${f.value.slice(0, 40)}...` : f.value}".`,
    'Repair such cells, or leave them empty.',
  ],
  'attribute-twice': (f) => [
    `"${f.name}" has several values in ${counted(f.rows, 'row')} of ${f.source}.`,
    'Keep one value of a name in each list of attributes: in data.sql, list_filter(attributes, lambda a: a.key = ...) gives all of them.',
  ],
  'columns-alike': (f) => [
    `${f.source} has two columns "${f.first}" and "${f.second}", which a database cannot tell apart.`,
    'Rename one of them: upper and lower case do not count.',
  ],
  'columns-uneven': (f) => [
    `Column "${f.column}" has ${counted(f.length, 'value')}, but "${f.first}" has ${sayCount(f.expected)}.`,
    'Give columns of equal length.',
  ],
  'rows-mixed-types': (f) => [
    `Column "${f.column}" ${f.types.length > 1 ? 'mixes' : 'holds'} values of type ${f.types.join(' and ')}.`,
    'Give each column numbers, booleans, text or dates, all of one type, with null for what is missing.',
  ],
  'rows-lost': (f) => [
    `Reading ${f.source} ended after ${counted(f.found, 'row')} of ${sayCount(f.expected)}.`,
    'Run again; if it happens again, check the file.',
  ],
};
