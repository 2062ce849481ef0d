import { didYouMean } from './nearest.ts';
import { counted, quotedList, sayCount, type Wording } from './words.ts';

/** A cell that is no number, and where it stands. */
interface OddText {
  readonly text: string;
  readonly path?: string;
  readonly line?: number;
  readonly row?: number;
}

/** What rows hold that is neither 0 and 1 nor a count. */
export type RowValues = 'shares' | 'fractions' | 'signed' | 'ratings';

const heldText: Readonly<Record<RowValues, string>> = {
  shares: 'fractions from 0 to 1',
  fractions: 'fractions',
  signed: 'numbers below zero',
  ratings: 'whole numbers from 1 to 10 and never 0, as ratings do',
};

/** What such rows usually become, with the reason. */
function perProposal({ values, counted: noun }: ProtocolFacts['per-unit-unsaid']): string {
  if (noun !== undefined && values !== 'shares')
    return `What is counted in ${noun} is added up or averaged: write \`per: total\` for all rows of a unit, or \`per: mean\` for one row.`;
  if (values === 'ratings')
    return 'Ratings are averaged, not added up, or units with more rows rate higher: write `per: mean`; of a count of events write `per: total`.';
  if (values === 'signed') return 'Scores are averaged, not added up: write `per: mean`; of an amount that adds up write `per: total`.';
  return 'Answer scores are averaged, not added up, or units with more rows score higher: write `per: mean`; of an amount that adds up, such as time, write `per: total`.';
}

/** Errors where a study and its data do not fit together. */
export interface ProtocolFacts {
  /** `lists`: where rows may lie within those of the file. */
  'named-column-unknown': { role: string; column: string; source: string; known: readonly string[]; lists?: readonly string[] };
  'named-column-type': { role: string; column: string; declared: string; asked: string; inside: readonly string[]; odd?: OddText };
  'unit-repeats': { unit: string; says: string; mend: string };
  'outcome-constant': { outcome: string; says: string };
  'primary-refused': { outcome: string; says: string; mend: string };
  'not-yet': { what: string; instead: string };
  'name-taken': { name: string };
  'per-unit-unsaid': { outcome: string; column: string; unit: string; values: RowValues; counted: string | undefined };
  'time-unknown': { column: string };
  'maturity-too-long': { outcome: string; maturity: string; column: string; first: string; asOf: string };
  'column-varies': { column: string; unit: string; units: number };
  'log-of-nonpositive': { column: string; transform: string; least: number; closed: boolean; forZeros?: string; units: number };
  'limits-estimated': { column: string; low: number; high: number };
}

/** Lists of objects in each row may be the rows that are meant. */
const inLists = ({ lists = [] }: ProtocolFacts['named-column-unknown']): string =>
  lists.length === 0 ? '' : ` If the rows lie in a list within them, say in which with data.at: ${quotedList(lists)}.`;

/** A word without quotes in a condition is taken for a column. */
const inCondition = ({ role, column }: ProtocolFacts['named-column-unknown']): string =>
  role === 'trigger' || role === 'policy' ? ` If it is a text, put it in quotes: '${column}'.` : '';

/** `"N/A" on line 42 of tickets.csv`. */
function oddText({ text, path, line, row }: OddText): string {
  const shown = `"${text.length > 40 ? `${text.slice(0, 40)}...` : text}"`;
  if (path === undefined) return shown;
  if (line !== undefined) return `${shown} on line ${sayCount(line)} of ${path}`;
  return row === undefined ? shown : `${shown} in row ${sayCount(row)} of ${path}`;
}

/** What to do about a text that was to be a number, by what it looks like. */
function oddMend(text: string): string {
  if (/^$|^(n\.?\/?a\.?|nan|none|null|nil|missing|unknown|undefined|-+|#n\/a|\?+|\.+)$/i.test(text.trim()))
    return 'Leave missing cells empty; one such cell makes text of the whole column.';
  if (/^[-+]?\d[\d.,]*\s*%$/.test(text.trim())) return 'Write it as a number, without the percent sign.';
  if (/^[-+]?\d+\s*\/\s*\d+$/.test(text.trim())) return 'Write it as one number, such as 0.8 for four of five.';
  if (/^[-+]?[\d.\s]*\d,\d+$/.test(text.trim())) return 'Write it with a decimal point and without signs between thousands.';
  if (/^[-+]?inf(inity)?$/i.test(text.trim())) return 'Leave the cell empty where a value is missing, and repair the division or overflow that made it.';
  return 'Make it a number in the file or in data.sql, or leave the cell empty where it is missing.';
}

function typeMend({ column, declared, asked, inside, odd }: ProtocolFacts['named-column-type']): string {
  if (odd) return oddMend(odd.text);
  if (inside.length > 0) return `Name one of them by its path: ${quotedList(inside)}.`;
  if (asked === 'a date or a time' && declared === 'text')
    return `Written as 2026-12-31 14:05 it is declared by \`data: {types: {${column}: timestamp}}\`; written otherwise make a time of it in data.sql, such as strptime("${column}", '%d.%m.%Y %H:%M') of 31.12.2026 14:05.`;
  if (asked === 'a date or a time')
    return `Make a time of it in data.sql, such as to_timestamp("${column}") of seconds, or make_timestamp_ms("${column}") of milliseconds.`;
  if (declared.endsWith('2^53')) return `It looks like an identifier. If it is a measure, rescale it in data.sql: "${column}" / 1e9.`;
  if (/^(DATE|TIME)/.test(declared) && !asked.includes('text'))
    return `Make a column of the time since another in data.sql, such as the hours between them: date_diff('second', started, "${column}") / 3600.0.`;
  if (/^(DATE|TIME)/.test(declared))
    return `Make a column of text in data.sql, such as cast("${column}" as varchar), or of whole weeks: strftime("${column}", '%G-%V').`;
  return 'Convert the column; in a CSV one cell such as "NA" makes a whole column text: leave missing cells empty.';
}

export const protocolWording: Wording<ProtocolFacts> = {
  'named-column-unknown': (f) => [
    `${f.role} "${f.column}" is not a column of ${f.source}.`,
    didYouMean(f.column, f.known) || `Its columns are ${quotedList(f.known)}.${inCondition(f)}${inLists(f)}`,
  ],
  'named-column-type': (f) => [
    `${f.role} "${f.column}" holds ${f.inside.length > 0 ? 'several values' : f.declared}, where ${f.asked} is needed${f.odd ? `: ${oddText(f.odd)}` : ''}.`,
    typeMend(f),
  ],
  'unit-repeats': (f) => [f.says, f.mend],
  'outcome-constant': (f) => [f.says, 'Check how the column is made: a primary outcome must vary.'],
  'primary-refused': (f) => [`The primary outcome "${f.outcome}" cannot be estimated: ${f.says}`, f.mend],
  'not-yet': (f) => [`${f.what} is not computed by this version.`, f.instead],
  'per-unit-unsaid': (f) => [
    `Rows of "${f.column}" hold ${heldText[f.values]}, and "${f.outcome}" does not say what a unit (${f.unit}) gets of its rows.`,
    perProposal(f),
  ],
  'log-of-nonpositive': (f) => [
    `"${f.column}" is ${f.closed ? `below ${f.least}` : `${f.least} or less`} on ${counted(f.units, 'unit')}, where ${f.transform} does not exist.`,
    f.forZeros !== undefined
      ? `Use \`transform: ${f.forZeros}\`, which takes zeros, or winsorize at a lower limit above zero.`
      : 'Take transform out, or repair the values.',
  ],
  'limits-estimated': (f) => [
    `The quantiles at which "${f.column}" is to be capped are ${f.low} and ${f.high}: nothing is left between.`,
    'Declare limits, such as `winsorize: [0, 120]`, or quantiles further out.',
  ],
  'time-unknown': (f) => [`No row has a value of "${f.column}", the time of the study.`, 'Name the column of when a unit was assigned.'],
  'maturity-too-long': (f) => [
    `No unit is old enough for "${f.outcome}": its maturity is ${f.maturity}, and "${f.column}" goes from ${f.first} to ${f.asOf}, until when the data tell.`,
    'Wait until the first units are old enough, or take an outcome that shows sooner; give `asOf` when the data tell of later days than rows came in.',
  ],
  'column-varies': (f) => [
    `"${f.column}" varies within each of the ${counted(f.units, 'unit')} (${f.unit}): no unit has one value of it.`,
    'A column from before assignment has one value a unit: make it in data.sql, or take it out of the study.',
  ],
  'name-taken': (f) => [`An outcome is called "${f.name}", which is the name of the study's own total.`, 'Rename the outcome.'],
};
