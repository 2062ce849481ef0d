import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Folds } from '../../src/inference/benefit/folds.ts';
import { drLearner } from '../../src/inference/benefit/learners/dr-learner.ts';
import { rLearner } from '../../src/inference/benefit/learners/r-learner.ts';
import { sLearner } from '../../src/inference/benefit/learners/s-learner.ts';
import { tLearner } from '../../src/inference/benefit/learners/t-learner.ts';
import { xLearner } from '../../src/inference/benefit/learners/x-learner.ts';
import type { EffectLearner, Sample } from '../../src/inference/benefit/sample.ts';
import { doublyRobustScores } from '../../src/inference/benefit/scores.ts';
import type { BaseLearner } from '../../src/models/base-learners/base-learner.ts';
import { lasso, lassoPenalties } from '../../src/models/base-learners/lasso.ts';
import { codedLesson, lessonMoments, linearPredictor } from '../../src/models/base-learners/lesson.ts';
import { logistic } from '../../src/models/base-learners/logistic.ts';
import { ols } from '../../src/models/base-learners/ols.ts';
import { crossValidated } from '../../src/models/base-learners/penalised.ts';
import { ridge, ridgePenalties } from '../../src/models/base-learners/ridge.ts';
import type { Features } from '../../src/models/features.ts';
import { answered } from '../support/answered.ts';

type Base = 'ols' | 'ridge' | 'lasso' | 'logistic';

interface Golden {
  readonly tolerance: { readonly closed: number; readonly lasso: number };
  readonly data: {
    readonly numbers: readonly (readonly number[])[];
    readonly gaps: readonly (readonly (number | null)[])[];
    readonly levels: readonly string[];
    readonly plan: readonly number[];
    readonly arm: readonly number[];
    readonly outcome: readonly number[];
    readonly binary: readonly number[];
    readonly weights: readonly number[];
    readonly known: readonly (readonly number[])[];
    readonly fold: readonly number[];
  };
  readonly bases: readonly { readonly base: Base; readonly weighted: boolean; readonly features: 'complete' | 'gaps'; readonly predicted: readonly number[] }[];
  readonly chosen: { readonly [B in 'lasso' | 'ridge']: { readonly predicted: readonly number[] } };
  readonly learners: readonly {
    readonly learner: 's' | 't' | 'x' | 'r' | 'dr';
    readonly outcome: Base;
    readonly effect: Base;
    readonly weighted: boolean;
    readonly known?: boolean;
    readonly effects: readonly (readonly number[])[];
  }[];
  readonly scores: readonly {
    readonly weighted: boolean;
    readonly known: boolean;
    readonly scores: readonly (readonly number[])[];
    readonly means: readonly number[];
  }[];
}

const golden: Golden = JSON.parse(readFileSync(new URL('../../goldens/learners/learners.json', import.meta.url), 'utf8'));
const { data, tolerance } = golden;
const units = data.arm.length;
const all = Int32Array.from({ length: units }, (_, i) => i);

const featuresOf = (numbers: readonly (readonly (number | null)[])[]): Features => ({
  units,
  columns: [
    ...numbers.map((values, j) => ({ name: `x${j}`, values: Float64Array.from(values, (value) => value ?? Number.NaN) })),
    { name: 'plan', values: Float64Array.from(data.plan), levels: data.levels },
  ],
});
const features = { complete: featuresOf(data.numbers), gaps: featuresOf(data.gaps) };
const weights = Float64Array.from(data.weights);
const chances = [data.known[0].map((chance, i) => 1 - chance - data.known[1][i]), ...data.known].map((of) => Float64Array.from(of));
const outcomeOf = (base: Base): Float64Array => Float64Array.from(base === 'logistic' ? data.binary : data.outcome);
const sampleOf = (base: Base, o: { readonly weighted: boolean; readonly known?: boolean }): Sample => ({
  features: features.complete,
  outcome: outcomeOf(base),
  arm: Uint8Array.from(data.arm),
  arms: 3,
  ...(o.weighted && { weights }),
  ...(o.known && { chances }),
});
const given: Folds = { of: Int32Array.from(data.fold), count: 3 };

const bases: { readonly [B in Base]: BaseLearner } = { ols: ols(), ridge: ridge({ penalty: 0.3 }), lasso: lasso({ penalty: 0.03 }), logistic: logistic() };
const toleranceOf = (base: Base): number => (base === 'lasso' ? tolerance.lasso : tolerance.closed);

/** The largest distance, beside the size of what is expected. */
function expectNear(found: ArrayLike<number>, expected: readonly number[], within: number): void {
  const size = Math.max(...expected.map(Math.abs));
  const worst = Math.max(...expected.map((value, i) => Math.abs(found[i] - value)));
  expect(worst).toBeLessThanOrEqual(within * size);
}

describe('base learners, as scikit-learn has them', () => {
  it.each(golden.bases)('$base of $features features, weighted $weighted', ({ base, weighted, features: of, predicted }) => {
    const predict = answered(bases[base].learn({ features: features[of], rows: all, target: outcomeOf(base), ...(weighted && { weights }), seed: 1 }));
    expectNear(predict(features[of]), predicted, toleranceOf(base));
  });

  it.each([
    ['lasso', lassoPenalties],
    ['ridge', ridgePenalties],
  ] as const)('%s with the penalty that given folds choose', (base, by) => {
    const coded = codedLesson({ features: features.complete, rows: all, target: outcomeOf(base), seed: 1 }, base);
    const parts = [0, 1, 2].map((fold) =>
      lessonMoments(
        coded,
        all.filter((i) => data.fold[i] === fold),
      ),
    );
    const predict = linearPredictor(coded.coding, crossValidated(by, parts), (x) => x);
    expectNear(predict(features.complete), golden.chosen[base].predicted, toleranceOf(base));
  });
});

describe('learners of who benefits, as econml has them', () => {
  const learnerOf: { readonly [L in Golden['learners'][number]['learner']]: (outcome: BaseLearner, effect: BaseLearner) => EffectLearner } = {
    s: (outcome) => sLearner({ outcome }),
    t: (outcome) => tLearner({ outcome }),
    x: (outcome, effect) => xLearner({ outcome, effect, chance: logistic() }),
    r: (outcome, effect) => rLearner({ outcome, effect, chance: logistic(), folds: () => given }),
    dr: (outcome, effect) => drLearner({ outcome, effect, chance: logistic(), folds: () => given }),
  };
  it.each(golden.learners)('$learner over $outcome, weighted $weighted, known $known', ({ learner, outcome, effect, effects, ...o }) => {
    const model = answered(learnerOf[learner](bases[outcome], bases[effect]).learn(sampleOf(outcome, o), all, 1));
    const found = model(features.complete, all.subarray(0, effects[0].length));
    expect(found).toHaveLength(effects.length);
    for (const [k, expected] of effects.entries()) expectNear(found[k], expected, toleranceOf(outcome));
  });
});

describe('doubly robust scores, written out in numpy', () => {
  it.each(golden.scores)('weighted $weighted, chances known $known', ({ weighted, known, scores, means }) => {
    const { ofArm } = answered(
      doublyRobustScores(sampleOf('ols', { weighted, known }), { outcomeLearner: ols(), chanceLearner: logistic(), folds: given, seed: 1 }),
    );
    const total = weighted ? weights.reduce((sum, w) => sum + w, 0) : units;
    for (const [k, expected] of scores.entries()) {
      expectNear(ofArm[k], expected, tolerance.closed);
      expect(ofArm[k].reduce((sum, score, i) => sum + (weighted ? weights[i] : 1) * score, 0) / total).toBeCloseTo(means[k], 9);
    }
  });
});
