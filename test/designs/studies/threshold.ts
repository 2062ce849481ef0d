import { stream } from '../../../src/math/random/stream.ts';
import { commonColumns, type Fixture, n, outcomesText } from './fixture.ts';

const random = stream(81);
// Users, who have two rows each, have one score: from the cutoff on they get it.
const confidence = Array.from({ length: n / 2 }, () => 2 * random.uniform() - 1);
const score = Float64Array.from({ length: n }, (_, i) => confidence[i >> 1]);
const columns = commonColumns(
  score.map((x) => (x >= 0 ? 1 : 0)),
  82,
);
const flipped = Array.from({ length: n / 2 }, () => random.bernoulli(0.1));
const reach = { below: 0.6, above: 0.7 };
const addedUp = { rows: 'many-per-unit', 'outcomes.y.per': 'total', 'outcomes.harm.per': 'total', 'outcomes.a.per': 'total', unit: 'user' };

export const threshold: Fixture = {
  kind: 'threshold',
  text: `estimand: 1
study: sound
question: Does it help where the score is high?
data: {file: rows.csv}
unit: id
design: {kind: threshold, running: score, cutoff: 0}
treatments:
  on: {model: m-1}
${outcomesText}`,
  columns: {
    ...columns,
    score,
    z: Array.from(score, (x, i) => (x >= 0 !== (flipped[i >> 1] === 1) ? 'on' : 'off')),
    x: Float64Array.from({ length: n }, (_, i) => columns.x[i - (i % 2)]),
    at: Float64Array.from({ length: n }, (_, i) => ((i >> 1) % 2 === 0 ? 0 : 0.1)),
    team: Array.from({ length: n }, (_, i) => `t${(i >> 1) % 40}`),
  },
  written: [
    { 'design.side': 'below' },
    { 'design.inference': 'robust', 'design.bandwidth': 'cer', 'design.sides': 'separate', 'design.kernel': 'uniform', 'design.order': 2 },
    { 'design.massPoints': 'off' },
    { 'design.cluster': 'team', 'design.donut': 0.02, 'design.kernel': 'epanechnikov' },
    { 'design.cutoff': 'at', 'design.bandwidth': reach },
    { 'design.treatment': 'z', 'design.control': 'off', 'design.inference': 'robust', 'design.bandwidth': reach },
    { 'design.treatment': 'z', 'design.control': 'off', 'design.curvature': { y: 2, harm: 1, a: 2 }, 'design.bandwidth': reach },
    { 'design.inference': 'bias-aware', 'design.curvature': 3, 'design.cluster': 'team' },
    { 'design.inference': 'local', 'design.bandwidth': { below: 0.2, above: 0.2 } },
  ],
  changes: {
    covariates: [{ asks: { covariates: ['x'] } }],
    'rows: many-per-unit': [{ asks: addedUp }],
    'outcomes.per': [{ given: addedUp, asks: { 'outcomes.y.per': 'mean' } }],
    'outcomes.bounds': [{ asks: { 'outcomes.harm.bounds': [-50, 50] } }],
  },
  cannot: { 'several treatments': 'the design asks for exactly one version, and says how to name it' },
  random: { 'design.inference': 'local', 'design.bandwidth': { below: 0.2, above: 0.2 } },
};
