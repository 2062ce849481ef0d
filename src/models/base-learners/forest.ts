import type { ForestOptions } from '../forest/options.ts';
import { predict } from '../forest/predict.ts';
import { regressionForest } from '../forest/regression-forest.ts';
import type { BaseLearner } from './base-learner.ts';

/** A regression forest as a learner; with 500 trees unless told, and the seed of the lesson. */
export function forestLearner(options: Partial<Omit<ForestOptions, 'seed'>> = {}): BaseLearner {
  return {
    id: 'forest',
    *learn({ features, rows, target, weights, clusters, seed }) {
      const data = { features, rows, outcome: target, ...(weights && { weights }), ...(clusters && { clusters }) };
      const forest = yield* regressionForest(data, { trees: 500, groupSize: 1, ...options, seed });
      return (others, places) => predict(forest, others, places);
    },
  };
}
