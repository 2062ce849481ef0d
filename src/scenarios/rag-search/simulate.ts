import type { Random } from '../../math/random/stream.ts';
import { stream } from '../../math/random/stream.ts';
import { armTally } from '../arm-truths.ts';
import type { Simulation } from '../scenario.ts';
import { sigmoid } from '../sigmoid.ts';
import { tabulate } from '../tabulate.ts';
import { expectedLatency, expectedQuality, hitChance, latencyNoise, qualityNoise, type RagParameters, successLogOdds } from './rules.ts';
import { outcomeCount, populationTruth, ragTruths } from './truth.ts';

interface DrawnQuery {
  readonly difficulty: number;
  readonly rag: 0 | 1;
  /** What would be measured without and with retrieval. */
  readonly outcomes: readonly (readonly number[])[];
}

/** Takes the same number of draws whatever the parameters; what decides a query's outcomes is the same with and without retrieval. */
function drawQuery(random: Random, p: RagParameters): DrawnQuery {
  const difficulty = random.normal();
  const rag = random.bernoulli(0.5);
  const chances = { hit: random.uniform(), latency: latencyNoise * random.normal(), quality: qualityNoise * random.normal(), success: random.uniform() };
  const outcomes = [0, 1].map((on) => {
    const hit = chances.hit < hitChance(difficulty, on, p) ? 1 : 0;
    const latency = expectedLatency(difficulty, on, p) + chances.latency;
    const quality = expectedQuality(difficulty, on, hit, p) + chances.quality;
    return [hit, latency, quality, chances.success < sigmoid(successLogOdds(difficulty, latency, quality, p)) ? 1 : 0];
  });
  return { difficulty, rag, outcomes };
}

export function* simulateRag(n: number, seed: number, parameters: RagParameters, size: number): Simulation {
  const random = stream(seed);
  const tally = armTally(2, outcomeCount);
  yield* tabulate(n, size, (i) => {
    const { difficulty, rag, outcomes } = drawQuery(random, parameters);
    tally.add(outcomes);
    const [retrieval_hit, latency_seconds, answer_quality, task_success] = outcomes[rag];
    return { query_id: `Q${String(i + 1).padStart(6, '0')}`, difficulty, rag_enabled: rag, retrieval_hit, latency_seconds, answer_quality, task_success };
  });
  return {
    integers: ['rag_enabled', 'retrieval_hit', 'task_success'],
    truth: {
      get population() {
        return populationTruth(parameters);
      },
      realised: ragTruths(tally.means()),
    },
  };
}
