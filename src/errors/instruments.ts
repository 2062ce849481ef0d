import { counted, quotedList, type Wording } from './words.ts';

/** Errors in data or options that a regression with instruments cannot use. */
export interface InstrumentFacts {
  'column-in-two-roles': { column: string; roles: readonly [string, string] };
  'instruments-too-few': { treatments: readonly string[]; instruments: number };
  'instrument-constant': { column: string; value: string | undefined };
  'instruments-collinear': { columns: readonly string[]; instruments: readonly string[]; condition: number };
  'treatment-determined': { columns: readonly string[]; covariates: readonly string[] };
  'units-incomplete': { columns: readonly string[]; arm: string | undefined };
  'too-few-rows': { rows: number; parameters: number };
}

export const instrumentWording: Wording<InstrumentFacts> = {
  'column-in-two-roles': (f) => [
    `Column "${f.column}" is named both as ${f.roles[0]} and as ${f.roles[1]}.`,
    f.roles.includes('instrument')
      ? 'An instrument moves the treatment and nothing else: name it as instrument only, or compare by least squares.'
      : 'Give each column one role.',
  ],
  'instruments-too-few': (f) => [
    `${counted(f.treatments.length, 'treatment column')} (${quotedList(f.treatments)}) and ${counted(f.instruments, 'instrument')}: the effects cannot be told apart.`,
    'Name at least one instrument for each treatment column, or ask about fewer of them.',
  ],
  'instrument-constant': (f) => [
    `Instrument "${f.column}" ${f.value === undefined ? 'is unknown or' : `is ${f.value}:`} the same on every unit that has outcome, treatment and instruments.`,
    'Take it out, or check the filter: an instrument must vary.',
  ],
  'instruments-collinear': (f) => [
    `Instruments and covariates ${quotedList(f.columns)} are linear combinations of one another${Number.isFinite(f.condition) ? ` (condition number ${f.condition.toExponential(1)})` : ''}.`,
    `Take one of them out; an instrument (${quotedList(f.instruments)}) must say something that the covariates do not.`,
  ],
  'treatment-determined': (f) => [
    `Treatment ${quotedList(f.columns)} is a linear combination of the covariates (${quotedList(f.covariates)}) and the other treatments.`,
    'Take those covariates out: a covariate is measured before treatment.',
  ],
  'units-incomplete': (f) => [
    `No unit${f.arm === undefined ? '' : ` of arm "${f.arm}"`} has values of all of ${quotedList(f.columns)}.`,
    'Check the joins that bring these columns in, and the filter.',
  ],
  'too-few-rows': (f) => [
    `${counted(f.rows, 'unit')} with all values known cannot tell ${counted(f.parameters, 'coefficient')} and their error.`,
    'Take covariates or instruments out, or wait for more data.',
  ],
};
