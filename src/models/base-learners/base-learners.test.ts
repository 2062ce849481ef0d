import { describe, expect, it } from 'vitest';
import { answered } from '../../../test/support/answered.ts';
import { codeOf } from '../../../test/support/code-of.ts';
import { stream } from '../../math/random/stream.ts';
import type { Feature, Features } from '../features.ts';
import type { BaseLearner, Lesson } from './base-learner.ts';
import { lasso } from './lasso.ts';
import { logistic } from './logistic.ts';
import { ols } from './ols.ts';
import { ridge } from './ridge.ts';

const units = 200;
const random = stream(3);
const number = (name: string): Feature => ({ name, values: Float64Array.from({ length: units }, () => random.normal()) });
const [a, b] = [number('a'), number('b')];
const plan: Feature = { name: 'plan', values: Float64Array.from({ length: units }, () => random.integer(3)), levels: ['free', 'plus', 'team'] };
const target = a.values.map((x, i) => x + 0.3 * plan.values[i] + random.normal());
const binary = target.map((y) => (y + random.normal() > 0.2 ? 1 : 0));
const rows = Int32Array.from({ length: units }, (_, i) => i);

const featuresOf = (...columns: readonly Feature[]): Features => ({ units: columns[0].values.length, columns });
const lesson = (features: Features, more: Partial<Lesson> = {}): Lesson => ({ features, rows, target, seed: 1, ...more });
const predicted = (learner: BaseLearner, of: Lesson, at = of.features, places?: Int32Array): Float64Array => answered(learner.learn(of))(at, places);

const numbers = {
  ols: ols(),
  ridge: ridge(),
  'ridge with its penalty': ridge({ penalty: 0.2 }),
  lasso: lasso(),
  'lasso with its penalty': lasso({ penalty: 0.05 }),
};
const every: readonly (readonly [string, BaseLearner, Float64Array])[] = [
  ...Object.entries(numbers).map(([name, learner]) => [name, learner, target] as const),
  ['logistic', logistic(), binary],
];

function expectClose(found: Float64Array, expected: Float64Array, digits = 9): void {
  expect(found).toHaveLength(expected.length);
  expect(Math.max(...found.map((value, i) => Math.abs(value - expected[i])))).toBeLessThan(10 ** -digits);
}

describe.each(every)('%s', (name, learner, of) => {
  const features = featuresOf(a, b, plan);
  const plain = predicted(learner, lesson(features, { target: of }));

  it('predicts any places, as it does of all', () => {
    const places = Int32Array.of(7, 3, 7);
    expect(predicted(learner, lesson(features, { target: of }), features, places)).toEqual(Float64Array.from(places, (i) => plain[i]));
  });

  it('learns from its rows alone, and from none that counts for nothing', () => {
    const some = rows.filter((i) => i % 3 > 0);
    const spoiled = of.map((y, i) => (i % 3 > 0 ? y : 1 - y));
    const weights = Float64Array.from(rows, (i) => (i % 3 > 0 ? 1 : 0));
    const expected = predicted(learner, lesson(features, { rows: some, target: of }));
    expect(predicted(learner, lesson(features, { rows: some, target: spoiled }))).toEqual(expected);
    expectClose(predicted(learner, lesson(features, { target: spoiled, weights })), expected);
  });

  it('takes features by name and levels by theirs', () => {
    const renamed = { ...plan, values: plan.values.map((code) => [1, 3, 0][code]), levels: ['team', 'free', 'never seen', 'plus'] };
    expect(predicted(learner, lesson(features, { target: of }), featuresOf(renamed, a, number('new'), b))).toEqual(plain);
  });

  // Folds are drawn by what columns hold: another column, other folds.
  const chosen = name === 'lasso' || name === 'ridge';
  if (!chosen)
    it('is not moved by a column that never changes, whatever it is elsewhere', () => {
      const constant = { name: 'constant', values: new Float64Array(units).fill(0.1) };
      const lively = { name: 'constant', values: a.values };
      expectClose(predicted(learner, lesson(featuresOf(constant, a, b, plan), { target: of }), featuresOf(lively, a, b, plan)), plain);
    });

  if (!chosen && !name.startsWith('ridge'))
    it('gives a column that repeats others no part of its own', () => {
      const sum = { name: 'sum', values: a.values.map((x, i) => x + (name.startsWith('lasso') ? 0 : 2 * b.values[i])) };
      expectClose(predicted(learner, lesson(featuresOf(a, b, sum, plan), { target: of })), plain, 7);
    });

  it('takes what is missing as the mean, and marks it where it often is', () => {
    const gaps = { name: 'b', values: b.values.map((x, i) => (i < 60 ? Number.NaN : x)) };
    const shifted = of.map((y, i) => (of === binary ? y : y + (i < 60 ? 4 : 0)));
    const found = predicted(learner, lesson(featuresOf(a, gaps, plan), { target: shifted }));
    expect(found.every(Number.isFinite)).toBe(true);
    if (of !== binary) expect(found.subarray(0, 60).reduce((sum, x) => sum + x / 60, 0)).toBeGreaterThan(2);
    const known = b.values.reduce((sum, x) => sum + x / units, 0);
    const unseen = featuresOf(
      { name: 'a', values: Float64Array.of(0, 0) },
      { name: 'b', values: Float64Array.of(Number.NaN, known) },
      { ...plan, values: Float64Array.of(1, 1) },
    );
    const [missing, mean] = predicted(learner, lesson(features, { target: of }), unseen);
    expect(missing).toBeCloseTo(mean, 12);
  });

  it('refuses what was not learned', () => {
    const model = answered(learner.learn(lesson(features, { target: of })));
    const free = { ...plan, levels: ['free', 'plus', 'other'] };
    expect(codeOf(() => model(featuresOf(a, b, free)))).toBe('features-levels');
    expect(codeOf(() => model(featuresOf(a, plan)))).toBe('features-columns');
    expect(codeOf(() => model(featuresOf(a, b, { name: 'plan', values: plan.values })))).toBe('features-kind');
    expect(codeOf(() => model(featuresOf(a, { ...b, levels: ['x'] }, plan)))).toBe('features-kind');
    const infinite = { name: 'b', values: b.values.map((x, i) => (i === 4 ? Infinity : x)) };
    expect(codeOf(() => answered(learner.learn(lesson(featuresOf(a, infinite), { target: of }))))).toBe('learner-not-finite');
    expect(codeOf(() => answered(learner.learn(lesson(features, { target: of.map((y, i) => (i === 0 ? Number.NaN : y)) }))))).toBe('learner-not-finite');
  });

  it('predicts the mean where no feature tells anything', () => {
    const constant = { name: 'constant', values: new Float64Array(units) };
    const mean = of.reduce((sum, y) => sum + y / units, 0);
    expectClose(predicted(learner, lesson(featuresOf(constant), { target: of })), new Float64Array(units).fill(mean));
  });
});

describe('base learners', () => {
  it.each(Object.entries(numbers))('%s keeps chances within 0 and 1', (_, learner) => {
    const steep = featuresOf({ name: 'a', values: a.values.map((x) => 10 * x) });
    const found = predicted(learner, lesson(featuresOf(a), { target: binary }), steep);
    expect([Math.min(...found), Math.max(...found)]).toEqual([0, 1]);
  });

  it('logistic refuses zeros and ones that are told for certain, and other numbers', () => {
    const refusal = (of: Float64Array, more: Partial<Lesson> = {}) =>
      codeOf(() => answered(logistic().learn(lesson(featuresOf(a, b), { target: of, ...more }))));
    expect(refusal(a.values.map((x) => (x > 0.3 ? 1 : 0)))).toBe('learner-no-fit');
    expect(refusal(new Float64Array(units).fill(1))).toBe('learner-no-fit');
    expect(refusal(binary, { rows: rows.subarray(0, 3) })).toBe('learner-no-fit');
    expect(refusal(target)).toBe('learner-not-binary');
  });

  it.each([ridge, lasso])('%o refuses a penalty that is none', (learner) => {
    for (const penalty of [0, -1, Number.NaN, Infinity]) expect(codeOf(() => learner({ penalty }))).toBe('option-invalid');
  });

  it.each(every)('%s refuses rows that are too few', (name, learner, of) => {
    const refusal = (rows: Int32Array, more: Partial<Lesson> = {}) =>
      codeOf(() => answered(learner.learn(lesson(featuresOf(a, b), { target: of, rows, ...more }))));
    expect(refusal(new Int32Array())).toBe('learner-no-fit');
    expect(refusal(rows, { weights: new Float64Array(units) })).toBe('learner-no-fit');
    const three = rows.subarray(0, 3);
    const few = name === 'ols' || name === 'logistic';
    expect(refusal(three)).toBe(few ? 'learner-no-fit' : undefined);
    if (name === 'ridge' || name === 'lasso') expect(refusal(rows, { clusters: new Int32Array(units) })).toBe('learner-no-fit');
  });

  it('lasso leaves out what tells nothing, and keeps clusters together as it chooses', () => {
    const noise = Array.from({ length: 12 }, (_, j) => number(`noise ${j}`));
    const found = predicted(lasso({ penalty: 0.3 }), lesson(featuresOf(a, ...noise)));
    expectClose(found, predicted(lasso({ penalty: 0.3 }), lesson(featuresOf(a))));
    // Ten copies of each of twenty units: apart, every fold knows the others' outcomes, and the smallest penalty predicts best.
    const copies = (values: Float64Array) => Float64Array.from(rows, (i) => values[i % 20]);
    const many = featuresOf(...noise.map(({ name, values }) => ({ name, values: copies(values) })));
    const clusters = Int32Array.from(rows, (i) => i % 20);
    const spread = (more: Partial<Lesson>): number =>
      predicted(lasso(), lesson(many, { target: copies(b.values), ...more })).reduce((sum, x) => sum + x * x, 0);
    expect(spread({ clusters })).toBeLessThan(0.6 * spread({}));
  });
});
