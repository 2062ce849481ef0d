import { commonColumns, type Fixture, n, outcomesText } from './fixture.ts';

const periods = 20;
const units = n / periods;
const launch = 15;
const each = <T>(value: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => value(i));
const unitOf = (i: number): number => Math.floor(i / periods);
const treated = each((i) => (unitOf(i) === units - 1 && i % periods >= launch ? 1 : 0));
const common = commonColumns(treated, 91);
const monday = (week: number): Date => new Date(Date.UTC(2026, 0, 5 + 7 * week));
const perUnit = { 'outcomes.y.per': 'mean', 'outcomes.harm.per': 'mean', 'outcomes.a.per': 'mean' };

export const globalLaunch: Fixture = {
  kind: 'global-launch',
  text: `estimand: 1
study: sound
question: Did it help where it came?
data: {file: rows.csv}
unit: space
time: wk
design: {kind: global-launch, launched: ${launch}, treatedUnits: [s${units - 1}]}
${outcomesText}`,
  columns: {
    ...common,
    // Far more than chance does.
    y: common.y.map((y, i) => y + 8 * treated[i]),
    g: each((i) => 'pq'[unitOf(i) % 2]),
    space: each((i) => `s${unitOf(i)}`),
    user: each((i) => `s${unitOf(i)}`),
    wk: Float64Array.from(each((i) => i % periods)),
    later: Float64Array.from(each((i) => (i % periods) + 1)),
    monday: each((i) => monday(i % periods)),
  },
  written: [
    { 'design.estimator': 'synthetic-control', 'design.predictors': ['x'], 'design.anticipation': 1 },
    { 'design.launched': { [`s${units - 1}`]: launch, s3: launch + 2 }, 'design.treatedUnits': undefined },
    { 'design.estimator': 'augmented', 'design.donors': Array.from({ length: 24 }, (_, u) => `s${u}`) },
    { time: 'monday', 'design.period': 'week', 'design.launched': monday(launch).toISOString().slice(0, 10) },
    { 'design.estimator': 'state-space', 'design.treatedUnits': undefined, 'design.trend': 'trend', 'design.season': 4, 'design.regressors': ['x'] },
  ],
  changes: {
    unit: [{ asks: { unit: 'user' } }],
    'rows: many-per-unit': [{ asks: { rows: 'many-per-unit', ...perUnit } }],
    'outcomes.per': [
      {
        given: { rows: 'many-per-unit', ...perUnit },
        asks: { 'outcomes.y.per': 'total' },
      },
    ],
    treatments: [{ asks: { 'treatments.launched': { model: 'm-7' } } }],
    time: [{ asks: { time: 'later' } }],
  },
  cannot: { 'several treatments': 'its keys have room for one change' },
};
