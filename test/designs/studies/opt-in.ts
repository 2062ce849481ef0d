import { stream } from '../../../src/math/random/stream.ts';
import { commonColumns, type Fixture, n, outcomesText } from './fixture.ts';

const random = stream(71);
// Users, who have two rows each, opt in with a chance of a half or so.
const chose = Array.from({ length: n / 2 }, () => random.bernoulli(0.5));
const got = Float64Array.from({ length: n }, (_, i) => chose[i >> 1]);
const columns = commonColumns(got, 72);
const day = (of: (i: number) => number) => Array.from({ length: n }, (_, i) => new Date(Date.UTC(2026, 10, 1 + of(i))));
const addedUp = { rows: 'many-per-unit', 'outcomes.y.per': 'total', 'outcomes.harm.per': 'total', 'outcomes.a.per': 'total', unit: 'user' };
const aged = { time: 'came', 'outcomes.y.maturity': '7 days' };

export const optIn: Fixture = {
  kind: 'opt-in',
  text: `estimand: 1
study: sound
question: Does it help those who switch it on?
data: {file: rows.csv}
unit: id
design: {kind: opt-in, treatment: z, control: off, repeats: 1}
treatments:
  on: {model: m-1}
covariates: [x, g]
${outcomesText}`,
  columns: {
    ...columns,
    z: Array.from(got, (g) => (g === 1 ? 'on' : 'off')),
    x: Float64Array.from({ length: n }, (_, i) => columns.x[i - (i % 2)]),
    before: Float64Array.from({ length: n }, () => random.normal()),
    invited: Array.from(got, (g, i) => (i % 8 < 2 ? 1 - g : g)),
    team: Array.from({ length: n }, (_, i) => `t${(i >> 1) % 40}`),
    came: day((i) => i % 28),
    left: day((i) => (i + 9) % 28),
  },
  written: [
    { 'design.estimand': 'att', 'design.estimator': 'weighting', 'design.propensity': { link: 'probit', terms: 'splines' }, 'design.trim': 0.05 },
    {
      'design.estimator': 'matching',
      'design.matching': { on: 'covariates', neighbours: 2, replace: true, biasAdjusted: false },
      'design.caliper': 1,
      'design.exactOn': ['g'],
    },
    { 'design.estimator': 'partially-linear', 'design.estimand': 'ato', 'design.regression': { link: 'logit', ridge: 1 }, 'design.propensity': { ridge: 1 } },
    { 'design.estimator': 'instrument', 'design.instrument': 'invited' },
    { 'design.cluster': 'team', 'design.negativeControls': ['before'], 'design.folds': 3, 'design.robustTo': 0.5 },
  ],
  changes: {
    covariates: [{ asks: { covariates: ['x'] } }],
    'rows: many-per-unit': [{ asks: addedUp }],
    'outcomes.per': [{ given: addedUp, asks: { 'outcomes.y.per': 'mean' } }],
    time: [{ given: aged, asks: { time: 'left' } }],
    asOf: [{ given: aged, asks: { asOf: '2026-11-20' } }],
    'outcomes.maturity': [{ given: { time: 'came', 'outcomes.a.maturity': '1 day' }, asks: { 'outcomes.y.maturity': '7 days' } }],
    'outcomes.bounds': [{ given: { 'outcomes.harm.tolerance': 100 }, asks: { 'outcomes.harm.bounds': [-50, 50] } }],
  },
  random: {},
};
