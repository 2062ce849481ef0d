import { stream } from '../../math/random/stream.ts';
import type { Simulated } from '../scenario.ts';
import { tabulate } from '../tabulate.ts';
import { firstLoop, type LoopParameters, nextLoop, servedChance } from './rules.ts';
import { type Period, periodTruths, populationTruth } from './truth.ts';

/**
 * One request after the other; the labels of a period move the model of the next. The path of strengths therefore depends on the seed, and strays from that of the
 * population by what a period's labels stray. The last period may be cut short.
 */
export function simulateLoop(n: number, seed: number, parameters: LoopParameters): Simulated {
  const random = stream(seed);
  const path: Period[] = [];
  let loop = firstLoop;
  let sums = emptySums();

  function close(): void {
    const now = { strength: loop.strength, served: sums.served / sums.requests, gap: sums.labelled / sums.served - sums.difficulty / sums.requests };
    path.push(now);
    if (sums.served > 0) loop = nextLoop(loop, sums.labelled / sums.served, parameters);
    sums = emptySums();
  }

  const columns = tabulate(n, (i) => {
    if (sums.requests === parameters.requestsPerPeriod) close();
    const difficulty = random.normal();
    const served = random.bernoulli(servedChance(difficulty, loop.strength, parameters));
    sums.requests += 1;
    sums.served += served;
    sums.difficulty += difficulty;
    sums.labelled += served * difficulty;
    return { request_id: `R${String(i + 1).padStart(6, '0')}`, period: path.length, model_strength: loop.strength, difficulty, served };
  });
  close();
  return {
    columns,
    integers: ['period', 'served'],
    truth: { population: populationTruth(parameters, path.length), realised: periodTruths(path) },
  };
}

function emptySums(): { requests: number; served: number; difficulty: number; labelled: number } {
  return { requests: 0, served: 0, difficulty: 0, labelled: 0 };
}
