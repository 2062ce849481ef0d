import { it } from 'vitest';
import { sampleFolds } from '../../src/inference/benefit/folds.ts';
import { doublyRobustScores } from '../../src/inference/benefit/scores.ts';
import { logistic } from '../../src/models/base-learners/logistic.ts';
import { ols } from '../../src/models/base-learners/ols.ts';
import { answered } from '../support/answered.ts';
import { benefitSample } from '../support/benefit-samples.ts';
import { expectHits, replications } from './band.ts';

const units = 600;

it('means of doubly robust scores cover the effects of two treatments that units choose', () => {
  const hits = [0, 0];
  for (let r = 0; r < replications; r++) {
    const sample = benefitSample(units, 3, 1_000 + r);
    const folds = sampleFolds(sample, 5, r);
    const { ofArm } = answered(doublyRobustScores(sample, { outcomeLearner: ols(), chanceLearner: logistic(), folds, seed: r }));
    for (const treatment of [1, 2]) {
      const scores = ofArm[treatment].map((score, i) => score - ofArm[0][i]);
      const mean = scores.reduce((sum, x) => sum + x, 0) / units;
      const error = Math.sqrt(scores.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (units - 1) / units);
      // The effect of the second is twice that of the first, which is one.
      if (Math.abs(mean - treatment) < 1.959964 * error) hits[treatment - 1]++;
    }
  }
  for (const hit of hits) expectHits(hit, { kind: 'nominal', rate: 0.95 });
});
