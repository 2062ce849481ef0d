import { stream } from '../../math/random/stream.ts';
import type { Simulation } from '../scenario.ts';
import { tabulate } from '../tabulate.ts';
import { drawUser } from './draw-user.ts';
import type { ProductLogParameters } from './rules.ts';
import { addEffects, effectTally, populationTruth } from './truth.ts';
import { drawWeekSignal } from './week-signal.ts';

/** Users one after the other. The signal of the weeks has a stream of its own, so it does not depend on how many users there are. */
export function* simulateProductLog(n: number, seed: number, parameters: ProductLogParameters, size: number): Simulation {
  const random = stream(seed);
  const weekSignal = drawWeekSignal(stream(seed, 1));
  const tally = effectTally();
  const names = yield* tabulate(n, size, (id) => {
    const { row, changes, completed } = drawUser(random, id, weekSignal, parameters);
    addEffects(tally, changes, completed);
    return row;
  });
  return {
    integers: names.filter((name) => !['engagement_tier', 'query_confidence', 'session_minutes', 'cost_usd'].includes(name)),
    truth: {
      get population() {
        return populationTruth(parameters);
      },
      realised: tally.truths(),
    },
  };
}
