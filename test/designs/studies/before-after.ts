import { commonColumns, type Fixture, n, outcomesText } from './fixture.ts';

const got = Float64Array.from({ length: n }, (_, i) => i % 2);

export const beforeAfter: Fixture = {
  kind: 'before-after',
  text: `estimand: 1
study: sound
question: Is it better than it was?
data: {file: rows.csv}
unit: user
design: {kind: before-after, period: period, before: off, after: on}
${outcomesText}`,
  columns: { ...commonColumns(got, 41), period: Array.from(got, (g) => (g === 1 ? 'on' : 'off')) },
  written: [{}],
  cannot: { 'several treatments': 'its keys have room for one change' },
};
