import { stream } from '../../../src/math/random/stream.ts';
import { commonColumns, type Fixture, n, outcomesText } from './fixture.ts';

const random = stream(21);
const chance = Float64Array.from({ length: n }, (_, i) => 0.3 + 0.4 * (i % 2));
const got = chance.map((p) => random.bernoulli(p));
const rule = '[{when: x > -1, action: big}, {otherwise: small}]';

export const routing: Fixture = {
  kind: 'routing',
  text: `estimand: 1
study: sound
question: Would routing by x pay?
data: {file: rows.csv}
unit: id
design:
  kind: routing
  action: action
  probability: taken
  policies:
    on: ${rule}
${outcomesText}`,
  columns: {
    ...commonColumns(got, 22),
    action: Array.from(got, (g) => (g === 1 ? 'big' : 'small')),
    taken: chance.map((p, i) => (got[i] === 1 ? p : 1 - p)),
    p_big: chance,
    p_small: chance.map((p) => 1 - p),
    planned: Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 'small' : 'big')),
    ready: Float64Array.from({ length: n }, () => 1),
    release: Array.from({ length: n }, (_, i) => `r${i % 2}`),
    q_big: chance.map((p) => p / 2),
    q_small: chance.map((p) => 1 - p / 2),
    good: Float64Array.from(got, (g) => random.bernoulli(0.3 + 0.4 * g)),
    half: Float64Array.from({ length: n }, () => random.bernoulli(0.5)),
  },
  written: [
    {
      'design.probability': undefined,
      'design.probabilities': { small: 'p_small', big: 'p_big' },
      'design.computed': 'by an odd and an even day',
      'design.candidates': { huge: 'ready' },
      'design.version': 'release',
      'design.cluster': 'user',
      'design.policies.column': { column: 'planned' },
      'design.policies.drawn': { action: 'planned', probability: 'q_big' },
      'design.policies.mixed': { probabilities: { small: 'q_small', big: 'q_big' } },
    },
    {
      'design.search': { rules: [{ when: 'x > limit', action: 'big' }, { otherwise: 'small' }], thresholds: { limit: [0, 1] }, learning: 'half = 1' },
    },
    { covariates: ['x'], 'design.crossFit': 'none', 'design.estimator': 'clipped', 'design.tuning': { clip: 2 }, 'design.chanceDraws': 50 },
    { covariates: ['x'], 'outcomes.good': { role: 'secondary', better: 'higher' }, 'design.rewardModel': 'logistic' },
    { covariates: ['x'], 'design.probability': undefined, 'design.propensities': 'estimated' },
    { covariates: ['x'], 'design.estimator': 'switch', 'design.tuning': { threshold: 'tuned', shrinkage: 'tuned' } },
  ],
  changes: {
    'outcomes.bounds': [
      {
        given: { 'design.candidates': ['small', 'big', 'huge'], 'design.policies.on': [{ when: 'x > 1', action: 'huge' }, { otherwise: 'small' }] },
        asks: { 'outcomes.y.bounds': [-100, 100] },
      },
    ],
    'several treatments': [{ asks: { 'design.policies.planned': { column: 'planned' } } }],
  },
  random: { covariates: ['x'], 'design.tuning': { interval: 'bootstrap', draws: 200 } },
};
