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

interface Asked extends Pick<Heterogeneity, 'learner' | 'base' | 'trees'> {
  /** Units of the study. */
  readonly units: number;
}

/** A tree is grown on half of what it may learn from, or on so many where that is more: of many units more trees tell more than larger ones. */
const mostDrawn = 20_000;
const drawnBy = ({ units }: Asked): { readonly sampleFraction: number } => ({ sampleFraction: Math.min(0.5, mostDrawn / units) });

/** What is only taken away needs fewer trees: a quarter, as in the forests of effects, and at least so many. */
const fewestTrees = 100;

/** Regressions of numbers, and of chances where they are another kind: the list that grows. */
const bases: { readonly [B in Heterogeneity['base']]: (asked: Asked) => { readonly mean: BaseLearner; readonly chance?: BaseLearner } } = {
  ols: () => ({ mean: ols(), chance: logistic() }),
  ridge: () => ({ mean: ridge(), chance: logistic() }),
  lasso: () => ({ mean: lasso(), chance: logistic() }),
  'boosted-trees': () => ({ mean: boostedTrees() }),
  forest: (asked) => ({ mean: forestLearner({ trees: Math.max(fewestTrees, Math.ceil(asked.trees / 4)), ...drawnBy(asked) }) }),
};

/** Learners, by what the study calls them. */
const learners: { readonly [L in Heterogeneity['learner']]: (made: Made, asked: Asked) => EffectLearner } = {
  // A line in which the arm is one more column has one effect for all: its products with the others tell them apart.
  s: (made, { base }) => sLearner({ ...made, arm: base === 'forest' || base === 'boosted-trees' ? 'feature' : 'products' }),
  t: tLearner,
  x: xLearner,
  r: rLearner,
  dr: drLearner,
  forest: (_, asked) => forestEffects({ trees: asked.trees, ...drawnBy(asked) }),
};

/** What regressions a learner is made of. */
export function madeOf(asked: Asked): Made {
  const { mean, chance = mean } = bases[asked.base](asked);
  return { outcome: mean, chance, effect: mean };
}

export const learnerOf = (asked: Asked): EffectLearner => learners[asked.learner](madeOf(asked), asked);
