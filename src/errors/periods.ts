import { counted, sayCount, type Wording } from './words.ts';

/** Errors in the periods of a study whose rows come by day, week or month. */
export interface PeriodFacts {
  'period-length': { column: string; type: 'time' | 'number'; period: string | undefined };
  'period-fraction': { column: string; rows: number };
  'period-unknown': { column: string };
  'period-many': { column: string; periods: number; most: number };
}

export const periodWording: Wording<PeriodFacts> = {
  'period-length': (f) =>
    f.type === 'time'
      ? [
          `Column "${f.column}" holds dates or times, and the design does not say how long a period is.`,
          'Write `period: day`, `period: week` or `period: month` under design.',
        ]
      : [
          `Column "${f.column}" holds numbers, with which \`period: ${f.period}\` does not go.`,
          'Take period out: whole numbers are periods as they are. Or name a column of dates.',
        ],
  'period-fraction': (f) => [
    `${counted(f.rows, 'row')} of "${f.column}" ${f.rows === 1 ? 'holds a fraction' : 'hold fractions'}, and a period is a whole number.`,
    'Number the periods, such as weeks since the first, in data.sql; or name a column of dates and write period.',
  ],
  'period-unknown': (f) => [
    `No row has a value of "${f.column}", which says when a row was.`,
    'Name the column of the day, week or period of each row under time.',
  ],
  'period-many': (f) => [
    `"${f.column}" has ${sayCount(f.periods)} periods, more than the ${sayCount(f.most)} that can be told apart.`,
    'Take longer periods, such as `period: week` or `period: month`.',
  ],
};
