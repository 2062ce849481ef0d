import type { Random } from '../../math/random/stream.ts';
import { stream } from '../../math/random/stream.ts';
import { armTally } from '../arm-truths.ts';
import type { Simulation } from '../scenario.ts';
import { tabulate } from '../tabulate.ts';
import {
  armEffects,
  arms,
  badChance,
  baseCost,
  type Case,
  expectedLatency,
  latencyNoise,
  type MultiArmParameters,
  meanCostNoise,
  successChance,
  valueLocation,
  valueScale,
} from './rules.ts';
import { multiArmTruths, outcomeCount, populationTruth, withNetValue } from './truth.ts';

interface DrawnCase extends Case {
  readonly arm: number;
  /** What would be measured under each arm. */
  readonly outcomes: readonly (readonly number[])[];
}

/** Takes the same number of draws whatever the parameters; what decides a case's outcomes is the same under every arm. */
function drawCase(random: Random, p: MultiArmParameters): DrawnCase {
  const complexity = random.normal();
  const customerValue = Math.exp(valueLocation + valueScale * random.normal());
  const arm = random.integer(arms.length);
  const [success, latency, cost, bad] = [random.uniform(), latencyNoise * random.normal(), meanCostNoise * random.exponential(), random.uniform()];
  const outcomes = armEffects.map((effect) =>
    withNetValue(
      success < successChance({ complexity, customerValue }, effect, p) ? 1 : 0,
      expectedLatency(complexity, effect, p) + latency,
      baseCost(effect, p) + cost,
      bad < badChance(complexity, effect, p) ? 1 : 0,
    ),
  );
  return { complexity, customerValue, arm, outcomes };
}

export function* simulateMultiArm(n: number, seed: number, parameters: MultiArmParameters, size: number): Simulation {
  const random = stream(seed);
  const tally = armTally(arms.length, outcomeCount);
  yield* tabulate(n, size, (i) => {
    const { complexity, customerValue, arm, outcomes } = drawCase(random, parameters);
    tally.add(outcomes);
    const [task_success, latency_seconds, cost_dollars, unsafe_or_bad] = outcomes[arm];
    return {
      case_id: `C${String(i + 1).padStart(6, '0')}`,
      complexity,
      customer_value: customerValue,
      variant: arms[arm],
      task_success,
      latency_seconds,
      cost_dollars,
      unsafe_or_bad,
    };
  });
  return {
    integers: ['task_success', 'unsafe_or_bad'],
    truth: {
      get population() {
        return populationTruth(parameters);
      },
      realised: multiArmTruths(tally.means()),
    },
  };
}
