import { commonColumns, type Fixture, n, outcomesText } from './fixture.ts';

const got = Float64Array.from({ length: n }, (_, i) => i % 2);

export const toy: Fixture = {
  kind: 'toy',
  text: `estimand: 1
study: sound
question: Is b better than a?
data: {file: rows.csv}
unit: id
design: {kind: toy, group: model, control: off, other: on}
${outcomesText}`,
  columns: { ...commonColumns(got, 31), model: Array.from(got, (g) => (g === 1 ? 'on' : 'off')) },
  written: [{}],
  cannot: { 'several treatments': 'its keys have room for one other group' },
};
