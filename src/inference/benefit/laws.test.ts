import { describe, expect, it } from 'vitest';
import { answered } from '../../../test/support/answered.ts';
import { benefitSample, reordered } from '../../../test/support/benefit-samples.ts';
import { shuffle } from '../../math/random/shuffle.ts';
import { stream } from '../../math/random/stream.ts';
import type { BaseLearner } from '../../models/base-learners/base-learner.ts';
import { lasso } from '../../models/base-learners/lasso.ts';
import { logistic } from '../../models/base-learners/logistic.ts';
import { ols } from '../../models/base-learners/ols.ts';
import { ridge } from '../../models/base-learners/ridge.ts';
import { contentOrder } from '../observed/content-order.ts';
import { chancesOutOfFold, crossFittedMeans, predictedOutOfFold } from '../observed/cross-fitted-means.ts';
import { foldsOf } from '../observed/folds.ts';
import { type Folds, sampleFolds } from './folds.ts';
import { drLearner } from './learners/dr-learner.ts';
import { rLearner } from './learners/r-learner.ts';
import { sLearner } from './learners/s-learner.ts';
import { tLearner } from './learners/t-learner.ts';
import { xLearner } from './learners/x-learner.ts';
import { crossFittedEffects, sequentialEffects } from './predicted-effects.ts';
import type { EffectLearner, Effects, Sample } from './sample.ts';
import { doublyRobustScores } from './scores.ts';
import { allPlaces } from './units-of.ts';

const neverAsked: BaseLearner = {
  id: 'ols',
  learn() {
    throw new Error('It was asked.');
  },
};

/** Over least squares; penalties where lines alone would make some learners equal. */
const learners = (folds: () => Folds, base = ols(), chance: BaseLearner = logistic()): readonly (readonly [string, EffectLearner])[] => [
  ['S', sLearner({ outcome: base })],
  ['S with products', sLearner({ outcome: base, arm: 'products' })],
  ['T', tLearner({ outcome: base })],
  ['X', xLearner({ outcome: base, chance, effect: base })],
  ['R', rLearner({ outcome: base, chance, effect: base, folds })],
  ['DR', drLearner({ outcome: base, chance, effect: base, folds })],
];

function effectsOf(learner: EffectLearner, sample: Sample): Effects {
  return answered(learner.learn(sample, allPlaces(sample.features.units), 3))(sample.features);
}

function expectAlike(found: ArrayLike<number>, expected: ArrayLike<number>, digits = 8): void {
  const size = Math.max(...Array.from(expected, Math.abs));
  expect(size).toBeGreaterThan(0.01);
  expect(Math.max(...Array.from(expected, (value, i) => Math.abs(found[i] - value))) / size).toBeLessThan(10 ** -digits);
}

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;

describe('folds', () => {
  it('hold equal parts of every arm, and clusters whole', () => {
    const sample = benefitSample(900, 3, 1);
    const { of } = sampleFolds(sample, 4, 5);
    for (const arm of [0, 1, 2]) {
      const counts = [0, 1, 2, 3].map((fold) => of.filter((f, i) => f === fold && sample.arm[i] === arm).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
    const clusters = Int32Array.from(of, (_, i) => 7 * (i % 90));
    const whole = sampleFolds({ ...sample, clusters }, 4, 5).of;
    for (let i = 90; i < 900; i++) expect(whole[i]).toBe(whole[i % 90]);
    expect(new Set(whole)).toEqual(new Set([0, 1, 2, 3]));
  });
});

describe('doubly robust scores', () => {
  it('have the means of the estimate of observed units, on the same folds', () => {
    const whole = benefitSample(600, 2, 1);
    const sample = { ...whole, features: { units: 600, columns: whole.features.columns.slice(0, 2) } };
    const folds = sampleFolds(sample, 5, 9);
    const { ofArm, chances } = answered(doublyRobustScores(sample, { outcomeLearner: ols(), chanceLearner: logistic(), folds, seed: 1 }));
    const units = { treated: sample.arm, names: ['a', 'b'], columns: sample.features.columns.map(({ values }) => values) };
    const same = foldsOf(units, 5, contentOrder(units, sample.outcome, 9), 9);
    expect(folds.of).toEqual(same.of);
    const fitted = chancesOutOfFold(units, same, 'logistic');
    const predicted = predictedOutOfFold(sample.outcome, units, same);
    if ('kind' in fitted || 'kind' in predicted) throw new Error('no fit');
    expectAlike(chances.ofArm[1], fitted.chances);
    expect(chances.raised).toEqual([0, 0]);
    const means = crossFittedMeans(sample.outcome, units, 'ate', fitted, predicted);
    for (const k of [0, 1] as const) expect(mean(ofArm[k])).toBeCloseTo(means[k].value, 10);
  });

  it('stand on known chances where there are any, which nobody estimates', () => {
    const sample = benefitSample(400, 2, 2);
    const known = { ...sample, chances: [new Float64Array(400).fill(0.4), new Float64Array(400).fill(0.6)] };
    const folds = sampleFolds(sample, 3, 1);
    const { ofArm, predicted } = answered(doublyRobustScores(known, { outcomeLearner: ols(), chanceLearner: neverAsked, folds, seed: 1 }));
    const i = sample.arm.indexOf(1);
    expect(ofArm[1][i]).toBeCloseTo(predicted[1][i] + (sample.outcome[i] - predicted[1][i]) / 0.6, 12);
    expect(ofArm[0][i]).toBe(predicted[0][i]);
    for (const [, learner] of learners(() => folds, ols(), neverAsked)) expect(effectsOf(learner, known)[0].every(Number.isFinite)).toBe(true);
  });

  it('tell of how many units a chance was too small', () => {
    const sample = benefitSample(2_000, 2, 3);
    const steep = { ...sample, arm: Uint8Array.from(sample.features.columns[0].values, (a, i) => (a > 2.2 ? 1 : sample.arm[i])) };
    const folds = sampleFolds(steep, 2, 1);
    const split: BaseLearner = {
      id: 'forest',
      *learn() {
        return ({ columns: [{ values }] }, rows = new Int32Array()) => Float64Array.from(rows, (i) => (values[i] > 2.2 ? 0.999 : 0.5));
      },
    };
    const { chances } = answered(doublyRobustScores(steep, { outcomeLearner: ols(), chanceLearner: split, folds, seed: 1 }));
    const beyond = steep.features.columns[0].values.filter((a) => a > 2.2).length;
    expect(beyond).toBeGreaterThan(5);
    expect(chances.raised).toEqual([beyond, 0]);
    expect(Math.min(...chances.ofArm[0])).toBe(0.01);
  });
});

describe('learners of who benefits', () => {
  const sample = benefitSample(500, 2, 4);
  const folds = sampleFolds(sample, 3, 4);

  it.each(learners(() => folds))('%s: arms that are swapped flip the sign', (_, learner) => {
    const swapped = { ...sample, arm: sample.arm.map((k) => 1 - k) };
    const [effects] = effectsOf(learner, sample);
    expectAlike(
      effectsOf(learner, swapped)[0].map((effect) => -effect),
      effects,
    );
  });

  const penalties = learners(() => folds, lasso());
  it.each([...learners(() => folds), ...penalties])('%s: three times the outcome, and seven more, has three times the effects', (_, learner) => {
    const larger = { ...sample, outcome: sample.outcome.map((y) => 3 * y + 7) };
    const [effects] = effectsOf(learner, sample);
    expectAlike(
      effectsOf(learner, larger)[0].map((effect) => effect / 3),
      effects,
      // The order of equal units apart, rounding may choose the next of two penalties that predict alike.
      7,
    );
  });

  it.each(learners(() => folds))('%s: a weight of two is a unit that is there twice', (_, learner) => {
    const weights = Float64Array.from(sample.arm, (_k, i) => 1 + (i % 2));
    const twice = Int32Array.from([...sample.arm.keys(), ...sample.arm.keys()].filter((i, at) => at < 500 || i % 2 === 1));
    const repeated = reordered(sample, twice);
    const dealt = { of: Int32Array.from(twice, (i) => folds.of[i]), count: 3 };
    const [, again] = learners(() => dealt).find(([name]) => name === _)!;
    const effects = answered(again.learn(repeated, allPlaces(twice.length), 3))(sample.features)[0];
    expectAlike(effectsOf(learner, { ...sample, weights })[0], effects);
  });

  it.each([
    ['R', rLearner({ outcome: lasso(), chance: logistic(), effect: lasso() })],
    ['DR', drLearner({ outcome: ridge(), chance: logistic(), effect: lasso() })],
  ] as const)('%s: whatever is drawn, in other rows it is the same', (_, learner) => {
    const places = allPlaces(500);
    shuffle(places, stream(8));
    const [moved] = effectsOf(learner, reordered(sample, places));
    const [effects] = effectsOf(learner, sample);
    expectAlike(moved, places.length > 0 ? Float64Array.from(places, (i) => effects[i]) : []);
  });

  it('with lines, products of the arm with all else are two regressions, and so are effects that are put in their place', () => {
    const [effects] = effectsOf(tLearner({ outcome: ols() }), sample);
    expectAlike(effectsOf(sLearner({ outcome: ols(), arm: 'products' }), sample)[0], effects);
    expectAlike(effectsOf(xLearner({ outcome: ols(), chance: logistic(), effect: ols() }), sample)[0], effects);
  });

  it('X weighs what control tells by the chance of treatment', () => {
    // What is learned of imputed effects: 1 of treated units, 0 of control.
    const which: BaseLearner = {
      id: 'ols',
      *learn({ rows }) {
        const [first] = rows;
        return (_, places = new Int32Array()) => new Float64Array(places.length).fill(sample.arm[first]);
      },
    };
    const rare = { ...sample, chances: [new Float64Array(500).fill(0.9), new Float64Array(500).fill(0.1)] };
    const model = answered(xLearner({ outcome: ols(), chance: neverAsked, effect: which }).learn(rare, allPlaces(500), 1));
    // Few are treated: the effects of the treated, beside many of control, are known best.
    expect(model(sample.features, allPlaces(3))[0]).toEqual(Float64Array.of(0.9, 0.9, 0.9));
  });

  it.each(learners(() => sampleFolds(benefitSample(4_000, 3, 6), 3, 1)))(
    '%s: finds effects of two treatments, and none in outcomes that are dealt out anew',
    (name, learner) => {
      const large = benefitSample(4_000, 3, 6);
      const [, b] = large.features.columns;
      const truth = [1, 2].map((k) => b.values.map((value) => k * (1 + value)));
      const squares = (effects: Effects, from: readonly Float64Array[]): number =>
        mean(effects.map((effect, k) => mean(effect.map((value, i) => (value - from[k][i]) ** 2))));
      const none = truth.map((values) => new Float64Array(values.length));
      // A line with the arm as a column has one effect for all.
      expect(squares(effectsOf(learner, large), truth)).toBeLessThan(name === 'S' ? 2.7 : 0.05);
      const order = allPlaces(4_000);
      shuffle(order, stream(12));
      expect(squares(effectsOf(learner, { ...large, outcome: Float64Array.from(order, (i) => large.outcome[i]) }), none)).toBeLessThan(0.1);
    },
  );
});

describe('predicted effects', () => {
  const sample = benefitSample(900, 2, 7);
  const folds = sampleFolds(sample, 3, 7);
  const learner = tLearner({ outcome: ols() });
  const changed = (fold: number): Sample => ({ ...sample, outcome: sample.outcome.map((y, i) => (folds.of[i] === fold ? y + sample.arm[i] * 5 : y)) });
  const inFold = (effects: Effects, fold: number) => effects[0].filter((_, i) => folds.of[i] === fold);

  it('never saw the fold of a unit', () => {
    const { effects, fold, places } = answered(crossFittedEffects(sample, learner, folds, 1));
    const after = answered(crossFittedEffects(changed(1), learner, folds, 1)).effects;
    expect(inFold(after, 1)).toEqual(inFold(effects, 1));
    expect(inFold(after, 0)).not.toEqual(inFold(effects, 0));
    expect(Int32Array.from(fold)).toEqual(folds.of);
    expect(places).toHaveLength(900);
    const others = allPlaces(900).filter((i) => folds.of[i] !== 2);
    const own = allPlaces(900).filter((i) => folds.of[i] === 2);
    expect(inFold(effects, 2)).toEqual(answered(learner.learn(sample, others, 0))(sample.features, own)[0]);
  });

  it('one after the other know nothing of folds to come', () => {
    const { effects, places } = answered(sequentialEffects(sample, learner, folds, 1));
    expect(places).toEqual(allPlaces(900).filter((i) => folds.of[i] > 0));
    expect(inFold(effects, 0).every(Number.isNaN)).toBe(true);
    const after = answered(sequentialEffects(changed(1), learner, folds, 1)).effects;
    expect(inFold(after, 1)).toEqual(inFold(effects, 1));
    expect(inFold(after, 2)).not.toEqual(inFold(effects, 2));
    const last = answered(sequentialEffects(changed(2), learner, folds, 1)).effects;
    for (const fold of [1, 2]) expect(inFold(last, fold)).toEqual(inFold(effects, fold));
  });
});
