import { describe, expect, it } from 'vitest';
import { answered } from '../../../test/support/answered.ts';
import { benefitSample } from '../../../test/support/benefit-samples.ts';
import { codeOf } from '../../../test/support/code-of.ts';
import type { BaseLearner } from '../../models/base-learners/base-learner.ts';
import { logistic } from '../../models/base-learners/logistic.ts';
import { ols } from '../../models/base-learners/ols.ts';
import { sampleFolds } from './folds.ts';
import { drLearner } from './learners/dr-learner.ts';
import { rLearner } from './learners/r-learner.ts';
import { tLearner } from './learners/t-learner.ts';
import { crossFittedEffects } from './predicted-effects.ts';
import type { Sample } from './sample.ts';
import { doublyRobustScores } from './scores.ts';
import { allPlaces } from './units-of.ts';

const sample = benefitSample(600, 3, 11);
const refusal = (of: Sample, learner = tLearner({ outcome: ols() })) => codeOf(() => answered(crossFittedEffects(of, learner, sampleFolds(of, 3, 1), 1)));
const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
};

describe('what cannot be learned', () => {
  it('is learned where nothing is wrong', () => expect(refusal(sample)).toBeUndefined());

  it.each([
    ['fewer than 100 units in an arm', 'learner-few-units', { arm: sample.arm.map((k, i) => (k === 2 && i > 200 ? 1 : k)) }],
    ['no unit of an arm', 'learner-few-units', { arms: 4 }],
    ['an outcome that is the same in an arm', 'learner-constant-outcome', { outcome: sample.outcome.map((y, i) => (sample.arm[i] === 2 ? 3 : y)) }],
    ['an outcome that is not known', 'learner-not-finite', { outcome: sample.outcome.map((y, i) => (i === 5 ? Number.NaN : y)) }],
    ['a chance of zero', 'learner-bad-chance', { chances: [0.5, 0.5, 0].map((chance) => new Float64Array(600).fill(chance)) }],
    ['chances that do not add up', 'learner-bad-chance', { chances: [0.5, 0.5, 0.5].map((chance) => new Float64Array(600).fill(chance)) }],
  ] as const)('%s', (_, code, change) => {
    expect(refusal({ ...sample, ...change })).toBe(code);
  });

  it('no overlap, unless of few units', () => {
    const chances = (beyond: number): BaseLearner => ({
      id: 'forest',
      *learn() {
        return (_, rows = new Int32Array()) => Float64Array.from(rows, (i) => (i < beyond ? 0.001 : 0.4));
      },
    });
    const two = benefitSample(600, 2, 11);
    const folds = sampleFolds(two, 3, 1);
    const scores = (beyond: number) => () => answered(doublyRobustScores(two, { outcomeLearner: ols(), chanceLearner: chances(beyond), folds, seed: 1 }));
    expect(codeOf(scores(30))).toBeUndefined();
    expect(codeOf(scores(31))).toBe('learner-no-overlap');
    expect(messageOf(scores(31))).toBe(
      '31 units of 600 units had a chance below 0.01 of treatment 1, as far as features tell: nobody like them shows what it would do to them. Leave out units that could not have been in every arm, until at most 0.05 of them have so small a chance.',
    );
  });

  it('no overlap of the second treatment is told as of the second', () => {
    const never: BaseLearner = {
      id: 'forest',
      *learn({ target, rows }) {
        const second = rows.every((i) => sample.arm[i] !== 1) && target.some((value) => value === 1);
        return (_, places = new Int32Array()) => new Float64Array(places.length).fill(second ? 0 : 0.5);
      },
    };
    const learner = rLearner({ outcome: ols(), chance: never, effect: ols(), folds: () => sampleFolds(sample, 3, 1) });
    expect(messageOf(() => answered(learner.learn(sample, allPlaces(600), 1)))).toContain('of treatment 2, as far as');
  });

  it('an outcome that is the same among those that are learned from', () => {
    const folds = sampleFolds(sample, 3, 1);
    const flat = { ...sample, outcome: sample.outcome.map((y, i) => (folds.of[i] > 0 && sample.arm[i] === 1 ? 2 : y)) };
    expect(codeOf(() => answered(crossFittedEffects(flat, tLearner({ outcome: ols() }), folds, 1)))).toBe('learner-constant-outcome');
  });

  it('folds that cannot be', () => {
    const clusters = Int32Array.from(sample.arm, (_, i) => i % 3);
    expect(codeOf(() => sampleFolds({ ...sample, clusters }, 4, 1))).toBe('learner-few-folds');
    expect(codeOf(() => sampleFolds(sample, 1, 1))).toBe('learner-few-folds');
    expect(codeOf(() => sampleFolds(sample, 300, 1))).toBe('learner-few-folds');
    expect(sampleFolds(sample, 200, 1).count).toBe(200);
  });

  it('an effect by a regression of chances', () => {
    expect(refusal(sample, drLearner({ outcome: ols(), chance: logistic(), effect: logistic() }))).toBe('learner-not-binary');
  });
});
