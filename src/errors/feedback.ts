import { counted, quotedList, type Wording } from './words.ts';

/** Errors in a log of which only some requests were served. */
export interface FeedbackFacts {
  'served-not-binary': { column: string; found: readonly string[] };
  'served-nobody': { column: string; assignment: string | undefined; arm: string | undefined };
  'periods-unordered': { column: string; found: readonly string[] };
  'served-chance-invalid': { column: string; count: number; why: 'outside' | 'impossible' };
}

export const feedbackWording: Wording<FeedbackFacts> = {
  'served-not-binary': (f) => [
    `Column "${f.column}" says who was served, but it holds ${quotedList(f.found)}.`,
    'Make a column that is 1 where the request was served and 0 where not; data.sql can.',
  ],
  'served-nobody': (f) => [
    f.arm === undefined
      ? `No request was served: "${f.column}" is 0 on every row.`
      : `No request of arm "${f.arm}" of ${f.assignment} was served and has an outcome.`,
    'Check how the column is made; without served requests there are no outcomes to weight.',
  ],
  'periods-unordered': (f) => [
    `Column "${f.column}" holds ${quotedList(f.found)}, of which text does not tell what came first.`,
    'Number the periods in data.sql, or write each alike: week 9 and week 10, or dates such as 2026-03-01.',
  ],
  'served-chance-invalid': (f) => [
    f.why === 'outside'
      ? `Column "${f.column}" is to be a chance, but ${counted(f.count, 'row')} ${f.count === 1 ? 'lies' : 'lie'} outside 0 to 1.`
      : `${counted(f.count, 'request')} ${f.count === 1 ? 'was' : 'were'} served although "${f.column}" says that the chance was 0.`,
    'Log the chance when it is decided who is served: above 0 and at most 1 for everything that is served.',
  ],
};
