import { type ArmWords, armTally, armTruths } from '../arm-truths.ts';
import { gridForSlope } from '../normal-grid.ts';
import type { Truth } from '../scenario.ts';
import { sigmoid } from '../sigmoid.ts';
import { expectedLatency, expectedQuality, hitChance, latencyNoise, qualityNoise, qualityWeight, type RagParameters, successLogOdds } from './rules.ts';

const outcomes = {
  retrieval_hit: 'share of queries with a retrieval hit',
  latency_seconds: 'mean latency in seconds',
  answer_quality: 'mean quality of answers in points',
  task_success: 'share of queries that succeed',
};
export const outcomeCount = Object.keys(outcomes).length;

const armWords: readonly ArmWords[] = [
  { mean: 'control-mean', when: 'if retrieval were on for no query' },
  {
    mean: 'treatment-mean',
    when: 'if retrieval were on for every query',
    effect: { id: 'itt', of: 'retrieval, by every way on which it acts' },
  },
];

export const ragTruths = (means: readonly ArrayLike<number>[]): readonly Truth[] => armTruths(outcomes, armWords, means);

/** The population effects: on grids over difficulty and over the noise that latency and quality bring into the log-odds of success. */
export function populationTruth(p: RagParameters): readonly Truth[] {
  const noiseScale = Math.hypot(qualityWeight * qualityNoise, p.latencyHarm * latencyNoise);
  const slope = -0.35 - 0.6 * qualityWeight + 0.8 * p.latencyHarm;
  const [difficulties, noises] = [gridForSlope(Math.max(1, Math.abs(slope))), gridForSlope(noiseScale)];
  const tally = armTally(2, outcomeCount);
  difficulties.points.forEach((difficulty, i) => {
    const expected = [0, 1].map((rag) => {
      const hit = hitChance(difficulty, rag, p);
      const latency = expectedLatency(difficulty, rag, p);
      const quality = [0, 1].map((found) => expectedQuality(difficulty, rag, found, p));
      const success = quality.map((q) => {
        const middle = successLogOdds(difficulty, latency, q, p);
        return noises.points.reduce((sum, z, j) => sum + noises.weights[j] * sigmoid(middle + noiseScale * z), 0);
      });
      const overHits = ([missed, found]: readonly number[]) => (1 - hit) * missed + hit * found;
      return [hit, latency, overHits(quality), overHits(success)];
    });
    tally.add(expected, difficulties.weights[i]);
  });
  return ragTruths(tally.means());
}
