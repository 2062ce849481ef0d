import { describe, expect, it } from 'vitest';
import { sampleFolds } from '../../src/inference/benefit/folds.ts';
import { drLearner } from '../../src/inference/benefit/learners/dr-learner.ts';
import { tLearner } from '../../src/inference/benefit/learners/t-learner.ts';
import { xLearner } from '../../src/inference/benefit/learners/x-learner.ts';
import { crossFittedEffects } from '../../src/inference/benefit/predicted-effects.ts';
import type { Sample } from '../../src/inference/benefit/sample.ts';
import { doublyRobustScores } from '../../src/inference/benefit/scores.ts';
import { allPlaces } from '../../src/inference/benefit/units-of.ts';
import { chiSquareTail } from '../../src/math/distributions/chi-square.ts';
import { lasso } from '../../src/models/base-learners/lasso.ts';
import { logistic } from '../../src/models/base-learners/logistic.ts';
import { ols } from '../../src/models/base-learners/ols.ts';
import { answered } from '../support/answered.ts';
import { missing, notRun, sharedTable } from '../support/opt-in-published.ts';

const logs = 'golden/toolset/synthetic_llm_logs_50000.csv.gz';

/** Of a T-learner by least squares, whose columns are of full rank. */
const published = {
  all: 0.08473915062553702,
  light: 0.09538412503823343,
  medium: 0.07443446914643331,
  heavy: 0.06654955853649665,
  deviation: 0.012564191939039219,
};
/** Who opted in gains as much in every tier. */
const truth = 0.08;

describe.skipIf(missing(logs))(`effects by tier in the product log${notRun(logs)}`, () => {
  const tiers = ['light', 'medium', 'heavy'] as const;
  const read = (): { sample: Sample; tier: readonly string[] } => {
    const table = sharedTable(logs);
    const numbers = (name: string): Float64Array => Float64Array.from(table(name), Number);
    const tier = table('engagement_tier');
    const columns = [
      { name: 'query_confidence', values: numbers('query_confidence') },
      { name: 'engagement_tier', values: Float64Array.from(tier, (t) => tiers.indexOf(t as 'light')), levels: tiers },
    ];
    const arm = Uint8Array.from(table('opt_in_agent_mode'), Number);
    return { sample: { features: { units: arm.length, columns }, outcome: numbers('task_completed'), arm, arms: 2 }, tier };
  };
  const moments = (values: ArrayLike<number>, holds: (i: number) => boolean = () => true) => {
    const own = Array.from(values).filter((_, i) => holds(i));
    const mean = own.reduce((sum, x) => sum + x, 0) / own.length;
    const deviation = Math.sqrt(own.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (own.length - 1));
    return { mean, deviation, error: deviation / Math.sqrt(own.length) };
  };

  it('are those that were published of a T-learner, and with lines the X-learner is the same', () => {
    const { sample, tier } = read();
    const all = allPlaces(tier.length);
    const [effects] = answered(tLearner({ outcome: ols() }).learn(sample, all, 1))(sample.features);
    for (const t of tiers) expect(moments(effects, (i) => tier[i] === t).mean).toBeCloseTo(published[t], 10);
    expect(moments(effects).mean).toBeCloseTo(published.all, 10);
    expect(moments(effects).deviation).toBeCloseTo(published.deviation, 10);
    const [crossed] = answered(xLearner({ outcome: ols(), chance: logistic(), effect: ols() }).learn(sample, all, 1))(sample.features);
    expect(Math.max(...crossed.map((effect, i) => Math.abs(effect - effects[i])))).toBeLessThan(1e-10);
  });

  it('are noise about one effect, as scores and effects of other folds show', () => {
    const { sample, tier } = read();
    const folds = sampleFolds(sample, 5, 1);
    const { ofArm } = answered(doublyRobustScores(sample, { outcomeLearner: ols(), chanceLearner: logistic(), folds, seed: 1 }));
    const scores = ofArm[1].map((score, i) => score - ofArm[0][i]);
    const byTier = tiers.map((t) => moments(scores, (i) => tier[i] === t));
    for (const { mean, error } of [moments(scores), ...byTier]) expect(Math.abs(mean - truth)).toBeLessThan(2.6 * error);
    // Light users seem to gain three points more than heavy ones. Three equal effects differ so much in more than one sample of twenty.
    expect(byTier[0].mean - byTier[2].mean).toBeGreaterThan(0.02);
    const weights = byTier.map(({ error }) => 1 / error ** 2);
    const common = byTier.reduce((sum, { mean }, t) => sum + weights[t] * mean, 0) / weights.reduce((sum, w) => sum + w, 0);
    const distance = byTier.reduce((sum, { mean }, t) => sum + weights[t] * (mean - common) ** 2, 0);
    // Without folds it is 5.389, with a p-value of 0.068 (Cochran).
    expect(Math.abs(distance - 5.389)).toBeLessThan(0.3);
    expect(chiSquareTail(distance, 2)).toBeGreaterThan(0.05);
    const held = drLearner({ outcome: ols(), chance: logistic(), effect: lasso() });
    const { effects } = answered(crossFittedEffects(sample, held, folds, 1));
    expect(moments(effects[0]).deviation).toBeLessThan(published.deviation);
  });
});
