import { add, divide, greater, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Cuts, EstimatorName, Settled } from './options.ts';

/** One policy and one outcome, row by row, as expressions; outcomes less a constant. */
export interface PolicyParts {
  /** Chance of the row's action under the policy, over that with which it was taken. */
  readonly weight: Expression;
  readonly outcome: Expression;
  /** What the policy would bring, by the reward models; of the row's own action by that without the row. */
  readonly predicted: Expression;
  /** Outcome less prediction of the row's action, by the model without the row. */
  readonly residual: Expression;
}

/** The mean of a policy as a function of the means of some columns, with its derivatives. */
export interface MeanOfColumns {
  readonly value: number;
  /** Derivative of the value by each column's mean: a row's influence is this combination of its columns. */
  readonly slopes: Readonly<Record<string, number>>;
}

/** An estimator as data: columns whose means make the value, and how. */
export interface WeightedEstimator {
  readonly title: string;
  readonly usesModel: boolean;
  /** The value is of the weighted policy as it is capped or shrunk; undefined where the estimand is the policy's own value. */
  readonly caveat?: (cuts: Cuts) => string;
  /** Where probabilities are estimated, whether their error can be taken out by regression on the scores: the weighted column then, which is linear in the weight. */
  readonly weighted?: readonly string[];
  readonly columns: (p: PolicyParts, cuts: Cuts, s: Pick<Settled, 'propensities'>) => Readonly<Record<string, Expression>>;
  readonly combine: (mean: (column: string) => number, centre: number, columns: readonly string[]) => MeanOfColumns;
}

const mean: WeightedEstimator['combine'] = (of, centre, columns) => ({
  value: columns.reduce((sum, name) => sum + of(name), centre),
  slopes: Object.fromEntries(columns.map((name) => [name, 1])),
});

const overWeights: WeightedEstimator['combine'] = (of, centre) => {
  const ratio = of('weighted') / of('weight');
  return { value: centre + ratio, slopes: { weighted: 1 / of('weight'), weight: -ratio / of('weight') } };
};

const horvitzThompson: WeightedEstimator['combine'] = (of, centre) => ({
  value: of('weighted') + centre * of('weight'),
  slopes: { weighted: 1, weight: centre },
});

/** To six digits: a tuned one has no end. */
export const sayCut = (cut: number): string => String(Number(cut.toPrecision(6)));

const capped = (weight: Expression, most: number): Expression => when(greater(weight, most), most, weight);

/** Every estimator but the direct method, whose error comes from the reward models. */
export const weightedEstimators: { readonly [E in Exclude<EstimatorName, 'dm'>]: WeightedEstimator } = {
  ips: {
    title: 'inverse propensity weighting',
    usesModel: false,
    weighted: ['weighted', 'weight'],
    columns: ({ weight, outcome }) => ({ weighted: times(weight, outcome), weight }),
    combine: horvitzThompson,
  },
  clipped: {
    title: 'inverse propensity weighting, clipped',
    usesModel: false,
    caveat: ({ clip }) => `weights above ${clip} count as ${clip}`,
    columns: ({ weight, outcome }, { clip }) => ({ weighted: times(capped(weight, clip), outcome), weight: capped(weight, clip) }),
    combine: horvitzThompson,
  },
  snips: {
    title: 'self-normalised inverse propensity weighting',
    usesModel: false,
    weighted: ['weighted', 'weight'],
    columns: ({ weight, outcome }) => ({ weighted: times(weight, outcome), weight }),
    combine: overWeights,
  },
  dr: {
    title: 'doubly robust',
    usesModel: true,
    weighted: ['corrected'],
    // Apart only where the error of estimated probabilities has to be taken out of the one and not of the other.
    columns: ({ predicted, weight, residual }, _, { propensities }) => {
      const corrected = times(weight, residual);
      return propensities.kind === 'estimated' ? { predicted, corrected } : { value: add(predicted, corrected) };
    },
    combine: mean,
  },
  sndr: {
    title: 'doubly robust, self-normalised',
    usesModel: true,
    weighted: ['weighted', 'weight'],
    columns: ({ predicted, weight, residual }) => ({ predicted, weighted: times(weight, residual), weight }),
    combine: (of, centre, columns) => {
      const corrected = overWeights(of, centre, columns);
      return { value: corrected.value + of('predicted'), slopes: { ...corrected.slopes, predicted: 1 } };
    },
  },
  switch: {
    title: 'SWITCH doubly robust',
    usesModel: true,
    caveat: ({ threshold }) => `where the weight is above ${sayCut(threshold)} the reward model alone speaks`,
    columns: ({ predicted, weight, residual }, { threshold }) => ({
      value: add(predicted, when(greater(weight, threshold), 0, times(weight, residual))),
    }),
    combine: mean,
  },
  shrinkage: {
    title: 'doubly robust with optimistic shrinkage',
    usesModel: true,
    caveat: ({ shrinkage }) => `weights w count as ${sayCut(shrinkage)} w / (w^2 + ${sayCut(shrinkage)})`,
    columns: ({ predicted, weight, residual }, { shrinkage }) => ({
      value: add(predicted, times(divide(times(shrinkage, weight), add(times(weight, weight), shrinkage)), residual)),
    }),
    combine: mean,
  },
};
