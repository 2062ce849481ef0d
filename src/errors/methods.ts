import { didYouMean } from './nearest.ts';
import { counted, quotedList, sayCount, type Wording } from './words.ts';

/** Errors in data or options that a method cannot use. */
export interface MethodFacts {
  'arm-missing': { column: string; arm: string; seen: readonly string[]; booleans: boolean };
  'arm-too-small': { column: string; arm: string; units: number };
  'no-freedom': { df: number };
  'arm-unknown': { column: string; arm: string; units: number; known: readonly string[] };
  'denominator-not-positive': { column: string; assignment: string; arm: string; total: number };
  'outcome-missing': { column: string; arm: string | undefined };
  'covariates-collinear': {
    columns: readonly string[];
    why: 'constant' | 'assignment' | 'dependent';
    assignment: string;
    arm: string | undefined;
    condition: number;
  };
  'usage-not-binary': { column: string };
  'covariate-missing': { column: string };
  'covariate-wide': { column: string; levels: number; most: number };
  'covariate-mixed': { column: string; words: readonly string[] };
  'option-invalid': { option: string; found: string; asked: string };
  'shares-incomplete': { column: string; arm: string; shares: readonly string[] };
  'shares-sum': { sum: number };
}

export const methodWording: Wording<MethodFacts> = {
  'arm-missing': (f) => [
    `No rows have ${f.column} = "${f.arm}"; the column holds ${quotedList(f.seen)}.`,
    f.booleans
      ? 'The column is boolean: write true or false for its arms, never 0 or 1.'
      : f.seen.length === 1
        ? 'With one value there is nobody to compare: bring the other units too, or name another column; values are compared as text.'
        : `${didYouMean(f.arm, f.seen)} Name one of those values; they are compared as text.`.trimStart(),
  ],
  'arm-too-small': (f) => [
    `Arm "${f.arm}" of ${f.column} has ${counted(f.units, 'unit')} with all values known.`,
    'An arm needs at least two units; check the filter, or wait for more data.',
  ],
  'no-freedom': (f) => [
    `No error can be told: ${Number.isNaN(f.df) ? 'no' : f.df < 0.001 ? '0' : f.df.toPrecision(1)} degrees of freedom are left to tell it by.`,
    'Take more units or clusters; where each side of a comparison is one cluster, nothing tells its error.',
  ],
  'arm-unknown': (f) => [
    `${f.column} holds "${f.arm}" on ${counted(f.units, 'unit')}, an arm that the study does not name (it names ${quotedList(f.known)}).`,
    f.known.some((name) => name.normalize() === f.arm.normalize())
      ? 'It is a name of the study with accents composed otherwise (Unicode NFC and NFD), and the data hold both: bring the column to NFC.'
      : 'Describe it under treatments, or leave those rows out of the data.',
  ],
  'denominator-not-positive': (f) => [
    `The denominator "${f.column}" adds up to ${f.total} in arm "${f.arm}" of ${f.assignment}, so the ratio of that arm does not exist.`,
    'Check the column, or wait for units that have some of it; single zeros are fine.',
  ],
  'outcome-missing': (f) => [
    `No unit${f.arm === undefined ? '' : ` of arm "${f.arm}"`} has a value of "${f.column}".`,
    'Check the join that brings this outcome in.',
  ],
  'covariates-collinear': (f) => {
    const names = quotedList(f.columns);
    if (f.why === 'constant')
      return [
        `Covariate ${names} has the same value on every unit${f.arm === undefined ? '' : ` of arm "${f.arm}"`}.`,
        'Take it out of covariates: it cannot adjust anything.',
      ];
    if (f.why === 'assignment')
      return [`Covariate ${names} is determined by ${f.assignment}.`, 'Take it out of covariates: a covariate is measured before assignment.'];
    return [
      `The covariates ${names} are linear combinations of one another${Number.isFinite(f.condition) ? ` (condition number ${f.condition.toExponential(1)})` : ''}.`,
      'Take one of them out.',
    ];
  },
  'usage-not-binary': (f) => [
    `Column "${f.column}" says how much the feature was used, not whether: it holds more than 0 and 1.`,
    'Make a column that is 1 where it was used and 0 where not; data.sql can.',
  ],
  'covariate-missing': (f) => [`Covariate "${f.column}" is missing for every unit.`, 'Take it out of covariates, or check the join that brings it in.'],
  'covariate-wide': (f) => [
    `Covariate "${f.column}" is text with ${sayCount(f.levels)} levels; at most ${f.most} can be adjusted for.`,
    'Group its levels in data.sql, or take it out of covariates; an identifier is no covariate.',
  ],
  'covariate-mixed': (f) => [
    `Covariate "${f.column}" holds numbers, but also ${quotedList(f.words)}, which makes it text.`,
    'Leave missing cells empty, or map those words in data.sql.',
  ],
  'option-invalid': (f) => [`${f.option} is ${f.found}; it must be ${f.asked}.`, 'Change the option.'],
  'shares-incomplete': (f) => [
    `${f.column} holds arm "${f.arm}", but shares are planned for ${quotedList(f.shares)} only.`,
    'Give the planned share of every arm.',
  ],
  'shares-sum': (f) => [
    `The planned shares sum to ${f.sum}, not to 1.`,
    'Give shares that sum to one, such as 0.5 and 0.5, or whole weights, such as 2 and 1.',
  ],
};
