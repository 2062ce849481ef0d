import { didYouMean } from './nearest.ts';
import { counted, quotedList, type Wording } from './words.ts';

/** Errors where a study and its data do not fit together. */
export interface ProtocolFacts {
  'named-column-unknown': { role: string; column: string; source: string; known: readonly string[] };
  'named-column-type': { role: string; column: string; declared: string; asked: string; inside: readonly string[] };
  'unit-repeats': { unit: string; says: string; mend: string };
  'outcome-constant': { outcome: string; says: string };
  'primary-refused': { outcome: string; says: string; mend: string };
  'not-yet': { what: string; instead: string };
  'name-taken': { name: string };
  'column-varies': { column: string; unit: string; units: number };
  'log-of-nonpositive': { column: string; transform: string; least: number; closed: boolean; forZeros?: string; units: number };
  'limits-estimated': { column: string; low: number; high: number };
}

/** A word without quotes in a condition is taken for a column. */
const inCondition = ({ role, column }: ProtocolFacts['named-column-unknown']): string =>
  role === 'trigger' || role === 'policy' ? ` If it is a text, put it in quotes: '${column}'.` : '';

function typeMend({ column, declared, inside }: ProtocolFacts['named-column-type']): string {
  if (inside.length > 0) return `Name one of them by its path: ${quotedList(inside)}.`;
  if (/^(DATE|TIME)/.test(declared))
    return `Make a column of text in data.sql, such as cast("${column}" as varchar), or of whole weeks: strftime("${column}", '%G-%V').`;
  return 'Convert the column; in a CSV one cell such as "NA" makes a whole column text: leave missing cells empty.';
}

export const protocolWording: Wording<ProtocolFacts> = {
  'named-column-unknown': (f) => [
    `${f.role} "${f.column}" is not a column of ${f.source}.`,
    didYouMean(f.column, f.known) || `Its columns are ${quotedList(f.known)}.${inCondition(f)}`,
  ],
  'named-column-type': (f) => [
    `${f.role} "${f.column}" holds ${f.inside.length > 0 ? 'several values' : f.declared}, where ${f.asked} is needed.`,
    typeMend(f),
  ],
  'unit-repeats': (f) => [f.says, f.mend],
  'outcome-constant': (f) => [f.says, 'Check how the column is made: a primary outcome must vary.'],
  'primary-refused': (f) => [`The primary outcome "${f.outcome}" cannot be estimated: ${f.says}`, f.mend],
  'not-yet': (f) => [`${f.what} is not computed by this version.`, f.instead],
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
  'column-varies': (f) => [
    `"${f.column}" varies within each of the ${counted(f.units, 'unit')} (${f.unit}): no unit has one value of it.`,
    'A column from before assignment has one value a unit: make it in data.sql, or take it out of the study.',
  ],
  'name-taken': (f) => [`An outcome is called "${f.name}", which is the name of the study's own total.`, 'Rename the outcome.'],
};
