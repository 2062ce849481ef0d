import { commonColumns, type Fixture, n, outcomesText } from './fixture.ts';

const periods = 3;
const units = n / periods;
const unitOf = (i: number): number => Math.floor(i / periods);
/** Reached in the second or third period, or never. */
const startOf = (unit: number): number | null => [2, 3, null][unit % 3];
const each = <T>(value: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => value(i));
const treated = Float64Array.from(each((i) => ((startOf(unitOf(i)) ?? Infinity) <= (i % periods) + 1 ? 1 : 0)));
const common = commonColumns(treated, 61);
const ofUnit = Float64Array.from({ length: units }, (_, u) => common.x[u * periods]);
const monday = (week: number): Date => new Date(Date.UTC(2026, 0, 5 + 7 * week));

export const stagedRollout: Fixture = {
  kind: 'staged-rollout',
  text: `estimand: 1
study: sound
question: Does it help where it has come?
data: {file: rows.csv}
unit: space
time: wk
design: {kind: staged-rollout, start: started}
${outcomesText}`,
  columns: {
    ...common,
    x: Float64Array.from(each((i) => ofUnit[unitOf(i)])),
    g: each((i) => 'pq'[unitOf(i) % 2]),
    space: each((i) => `s${unitOf(i)}`),
    user: each((i) => `s${unitOf(i)}`),
    // Two spaces that start together, one on each side.
    pair: each((i) => `p${unitOf(i) % 3}-${Math.floor(unitOf(i) / 6)}`),
    side: each((i) => ['left', 'right'][Math.floor(unitOf(i) / 3) % 2]),
    team: each((i) => `t${unitOf(i) % 20}`),
    wk: Float64Array.from(each((i) => (i % periods) + 1)),
    later: Float64Array.from(each((i) => (i % periods) + 2)),
    started: each((i) => startOf(unitOf(i))),
    treated,
    monday: each((i) => monday(i % periods)),
    began: each((i) => {
      const start = startOf(unitOf(i));
      return start === null ? null : monday(start - 1);
    }),
  },
  written: [
    {
      'design.cluster': 'team',
      'design.comparison': 'never',
      'design.anticipation': 1,
      'design.weights': 'cohorts',
      'design.base': 'varying',
      'design.bands': 'multiplier',
    },
    { 'design.estimator': 'imputation', 'design.honest': { horizon: 1, mbar: 0.2 } },
    { 'design.start': undefined, 'design.treated': 'treated' },
    { unit: 'pair', 'design.within': { column: 'side', exposed: 'left' } },
    { time: 'monday', 'design.start': 'began', 'design.period': 'week' },
  ],
  changes: {
    'rows: many-per-unit': [{ asks: { rows: 'many-per-unit', 'outcomes.y.per': 'mean', 'outcomes.harm.per': 'mean', 'outcomes.a.per': 'mean' } }],
    'outcomes.per': [
      {
        given: { rows: 'many-per-unit', 'outcomes.y.per': 'mean', 'outcomes.harm.per': 'mean', 'outcomes.a.per': 'mean' },
        asks: { 'outcomes.y.per': 'total' },
      },
    ],
    treatments: [{ asks: { 'treatments.treated': { model: 'm-7' } } }],
    time: [{ asks: { time: 'later' } }],
  },
  cannot: { 'several treatments': 'its keys have room for one change' },
};
