import { boostTrees, predictBoosted } from '../boosting/boosted-trees.ts';
import type { BoostingOptions } from '../boosting/options.ts';
import type { BaseLearner } from './base-learner.ts';

/** Gradient-boosted trees as a learner, with the seed of the lesson: of a target that is 0 or 1 by the logistic loss, of any other by squared errors. */
export function boostedTrees(options: Partial<Omit<BoostingOptions, 'seed'>> = {}): BaseLearner {
  return {
    id: 'boosted-trees',
    *learn({ features, rows, target, weights, clusters, seed }) {
      const loss = rows.every((row) => target[row] === 0 || target[row] === 1) ? 'logistic' : 'squared';
      const data = { features, rows, outcome: target, loss, ...(weights && { weights }), ...(clusters && { clusters }) } as const;
      const boosted = yield* boostTrees(data, { ...options, seed });
      return (others, places) => predictBoosted(boosted, others, places);
    },
  };
}
