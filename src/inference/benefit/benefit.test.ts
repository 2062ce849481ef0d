import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { logistic } from '../../models/base-learners/logistic.ts';
import { ols } from '../../models/base-learners/ols.ts';
import type { Asking } from '../../relation/asking.ts';
import { contentOrder } from '../observed/content-order.ts';
import { chancesOutOfFold, crossFittedMeans, predictedOutOfFold } from '../observed/cross-fitted-means.ts';
import { foldsOf } from '../observed/folds.ts';
import { sampleFolds } from './folds.ts';
import type { Sample } from './sample.ts';
import { doublyRobustScores } from './scores.ts';

/** Base learners of columns ask for nothing. */
function answer<T>(asking: Asking<T>): T {
  const state = asking.next();
  if (!state.done) throw new Error('It asked for something.');
  return state.value;
}

function simulated(units: number, arms: number, seed: number): Sample {
  const random = stream(seed);
  const columns = ['a', 'b'].map((name) => ({ name, values: Float64Array.from({ length: units }, () => random.normal()) }));
  const arm = Uint8Array.from(columns[0].values, (a) => (random.uniform() < 1 / (1 + Math.exp(-a / 2)) ? 1 + random.integer(arms - 1) : 0));
  const outcome = Float64Array.from(arm, (k, i) => columns[0].values[i] + k * (1 + columns[1].values[i]) + random.normal());
  return { features: { units, columns }, outcome, arm, arms };
}

describe('doubly robust scores', () => {
  it('have the mean that the estimate of observed units has, on the same folds', () => {
    const sample = simulated(600, 2, 1);
    const folds = sampleFolds(sample, 5, 9);
    const { ofArm } = answer(doublyRobustScores(sample, { outcomeLearner: ols(), chanceLearner: logistic(), folds, seed: 1 }));
    const units = { treated: sample.arm, names: ['a', 'b'], columns: sample.features.columns.map(({ values }) => values) };
    const same = foldsOf(units, 5, contentOrder(units, sample.outcome, 9), 9);
    expect(folds.of).toEqual(same.of);
    const chances = chancesOutOfFold(units, same, 'logistic');
    const predicted = predictedOutOfFold(sample.outcome, units, same);
    if ('kind' in chances || 'kind' in predicted) throw new Error('no fit');
    const means = crossFittedMeans(sample.outcome, units, 'ate', chances, predicted);
    for (const k of [0, 1]) expect(ofArm[k].reduce((sum, x) => sum + x / 600, 0)).toBeCloseTo(means[k as 0 | 1].value, 10);
  });
});
