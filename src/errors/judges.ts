import { counted, type Wording } from './words.ts';

/** Errors where the labels of people and the scores of a judge do not fit together. */
export interface JudgeFacts {
  'audit-probability': { column: string; rows: number };
  'audit-probability-unknown': { column: string; rows: number };
  'audit-unscored': { human: string; says: string; rows: number };
  'annotators-not-binary': { columns: readonly string[]; rows: number };
  'audit-unjudged': { human: string; judge: string; rows: number };
}

export const judgeWording: Wording<JudgeFacts> = {
  'audit-probability': (f) => [
    `${f.column} is zero, negative or above one on ${counted(f.rows, 'judged row')}: it is the probability with which a row was to be audited.`,
    'Give every judged row the probability that the sampling gave it; rows that could never be audited cannot stand for themselves: leave them out, and say so.',
  ],
  'audit-probability-unknown': (f) => [
    `${f.column} is unknown on ${counted(f.rows, 'row')} with a human label.`,
    'Fill in the probability with which the row was chosen; a label that somebody gave unasked is no audit.',
  ],
  'audit-unscored': (f) => [
    `${counted(f.rows, 'row')} that ${f.says} ${f.rows === 1 ? 'has' : 'have'} no audited label in ${f.human}.`,
    'Score them: audits that fell out are often the hard ones, and what is left is then no random sample.',
  ],
  'annotators-not-binary': (f) => [
    `A majority is one of labels of 0 and 1, and ${counted(f.rows, 'row')} ${f.rows === 1 ? 'has' : 'have'} another label in ${f.columns.join(', ')}.`,
    'Take combine: majority out, and the label is the mean; or make columns of 0 and 1 in data.sql.',
  ],
  'audit-unjudged': (f) => [
    `${counted(f.rows, 'row')} ${f.rows === 1 ? 'has' : 'have'} a human label in ${f.human} and no score in ${f.judge}.`,
    'Let the judge score them too: the audit shows where it errs only on rows that it judged.',
  ],
};
