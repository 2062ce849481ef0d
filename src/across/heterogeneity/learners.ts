import { drLearner } from '../../inference/benefit/learners/dr-learner.ts';
import { forestEffects } from '../../inference/benefit/learners/forest-effects.ts';
import type { Made } from '../../inference/benefit/learners/made.ts';
import { rLearner } from '../../inference/benefit/learners/r-learner.ts';
import { sLearner } from '../../inference/benefit/learners/s-learner.ts';
import { tLearner } from '../../inference/benefit/learners/t-learner.ts';
import { xLearner } from '../../inference/benefit/learners/x-learner.ts';
import type { EffectLearner } from '../../inference/benefit/sample.ts';
import type { BaseLearner } from '../../models/base-learners/base-learner.ts';
import { boostedTrees } from '../../models/base-learners/boosted-trees.ts';
import { forestLearner } from '../../models/base-learners/forest.ts';
import { lasso } from '../../models/base-learners/lasso.ts';
import { logistic } from '../../models/base-learners/logistic.ts';
import { ols } from '../../models/base-learners/ols.ts';
import { ridge } from '../../models/base-learners/ridge.ts';
import type { Heterogeneity } from '../../protocol/heterogeneity.ts';

type Asked = Pick<Heterogeneity, 'learner' | 'base' | 'trees'>;

/** What is only taken away needs fewer trees: a quarter, as in the forests of effects, and at least so many. */
const fewestTrees = 100;

/** Regressions of numbers, and of chances where they are another kind: the list that grows. */
const bases: { readonly [B in Heterogeneity['base']]: (asked: Asked) => { readonly mean: BaseLearner; readonly chance?: BaseLearner } } = {
  ols: () => ({ mean: ols(), chance: logistic() }),
  ridge: () => ({ mean: ridge(), chance: logistic() }),
  lasso: () => ({ mean: lasso(), chance: logistic() }),
  'boosted-trees': () => ({ mean: boostedTrees() }),
  forest: ({ trees }) => ({ mean: forestLearner({ trees: Math.max(fewestTrees, Math.ceil(trees / 4)) }) }),
};

/** Learners, by what the study calls them. */
const learners: { readonly [L in Heterogeneity['learner']]: (made: Made, asked: Asked) => EffectLearner } = {
  // A line in which the arm is one more column has one effect for all: its products with the others tell them apart.
  s: (made, { base }) => sLearner({ ...made, arm: base === 'forest' || base === 'boosted-trees' ? 'feature' : 'products' }),
  t: tLearner,
  x: xLearner,
  r: rLearner,
  dr: drLearner,
  forest: (_, { trees }) => forestEffects({ trees }),
};

/** What regressions a learner is made of. */
export function madeOf(asked: Asked): Made {
  const { mean, chance = mean } = bases[asked.base](asked);
  return { outcome: mean, chance, effect: mean };
}

export const learnerOf = (asked: Asked): EffectLearner => learners[asked.learner](madeOf(asked), asked);
