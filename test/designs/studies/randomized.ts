import { stream } from '../../../src/math/random/stream.ts';
import { commonColumns, type Fixture, n, outcomesText } from './fixture.ts';

const random = stream(11);
// Arms are drawn for users, who have two rows each.
const drawn = Array.from({ length: n / 2 }, () => random.integer(3));
const userOf = (i: number): number => drawn[i >> 1];
const arms = Array.from({ length: n }, (_, i) => ['off', 'on', 'new'][userOf(i)]);
const got = Float64Array.from({ length: n }, (_, i) => (userOf(i) > 0 ? 1 : 0));
const columns = commonColumns(got, 12);
const known = columns.served;

const addedUp = { rows: 'many-per-unit', 'outcomes.y.per': 'total', 'outcomes.harm.per': 'total', 'outcomes.a.per': 'total' };
const several = { 'design.assignment': 'arm', 'treatments.new': { model: 'm-2' } };
const aged = { time: 'came', 'outcomes.y.maturity': '7 days' };
const day = (of: (i: number) => number) => Array.from({ length: n }, (_, i) => new Date(Date.UTC(2026, 10, 1 + of(i))));
const blank = (values: Float64Array) => Array.from(values, (value, i) => (known[i] === 1 ? value : null));

export const randomized: Fixture = {
  kind: 'randomized',
  text: `estimand: 1
study: sound
question: Does it help?
data: {file: rows.csv}
unit: id
design:
  kind: randomized
  assignment: z
  control: off
  randomizedBy: user
treatments:
  on: {model: m-1}
${outcomesText}`,
  columns: {
    ...columns,
    z: Array.from(got, (g) => (g === 1 ? 'on' : 'off')),
    arm: arms,
    used: got.map((g) => g * random.bernoulli(0.8)),
    block: Array.from({ length: n }, (_, i) => `block ${(i >> 1) % 4}`),
    noticed: Float64Array.from({ length: n }, () => random.bernoulli(0.8)),
    // Users, of whom one has a row in either arm.
    owner: Array.from({ length: n }, (_, i) => (i === 0 ? drawn.findIndex((arm) => arm > 0 !== drawn[0] > 0) : i >> 1)),
    came: day((i) => i % 28),
    left: day((i) => (i + 9) % 28),
    // Known of those who were served alone.
    seen: blank(columns.y),
  },
  written: [
    { 'design.usage': 'used', 'design.trigger': 'noticed = 1', 'design.alongside': ['g'], 'design.shares': { off: 0.4, on: 0.6 } },
    { 'design.blocks': 'block', 'design.cluster': 'g', 'design.randomizedBy': undefined },
    { 'design.contamination': 0.01, 'design.randomizedBy': undefined, ...addedUp, unit: 'owner' },
    { 'design.blocks': 'block', 'design.target': 'blocks', 'design.randomizedBy': undefined },
    { 'design.rerandomized': { on: ['x'], acceptance: 0.95 }, 'analysis.randomization': 400 },
  ],
  changes: {
    'several treatments': [{ asks: several }],
    'rows: many-per-unit': [{ asks: { ...addedUp, unit: 'user' } }],
    'outcomes.per': [{ given: { ...addedUp, unit: 'user' }, asks: { 'outcomes.y.per': 'mean' } }],
    time: [{ given: aged, asks: { time: 'left' } }],
    asOf: [{ given: aged, asks: { asOf: '2026-11-20' } }],
    'outcomes.maturity': [{ given: { time: 'came', 'outcomes.a.maturity': '1 day' }, asks: { 'outcomes.y.maturity': '7 days' } }],
    population: [
      { given: { 'outcomes.seen': { role: 'secondary', better: 'higher' }, 'design.randomizedBy': undefined }, asks: { population: { served: 'served' } } },
    ],
    'outcomes.bounds': [{ given: { 'outcomes.harm.tolerance': 100 }, asks: { 'outcomes.harm.bounds': [-50, 50] } }],
    'analysis.comparisons': [{ given: several, asks: { 'analysis.comparisons': 'all-pairs' } }],
    'analysis.family': [{ given: several, asks: { 'analysis.family': ['y', 'a'] } }],
  },
  random: { ...several, 'analysis.comparisons': 'all-pairs' },
};
