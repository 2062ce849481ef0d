import { stream } from '../../math/random/stream.ts';
import type { Simulation } from '../scenario.ts';
import { tabulate } from '../tabulate.ts';
import { type LabelTally, labelTally, labelTruths } from './labels.ts';
import { firstLoop, type LoopParameters, nextLoop, resolvedChance, servedChance } from './rules.ts';
import { type Period, periodTruths, populationTruth } from './truth.ts';

/**
 * One request after the other; the labels of a period move the model of the next. The path of strengths therefore depends on the seed, and strays from that of the
 * population by what a period's labels stray. The last period may be cut short.
 */
export function* simulateLoop(n: number, seed: number, parameters: LoopParameters, size: number): Simulation {
  // Prompts and labels have random numbers of their own: who is served does not depend on them.
  const [random, labels] = [stream(seed), stream(seed, 1)];
  const path: Period[] = [];
  const tally = labelTally();
  let loop = firstLoop;
  let sums = emptySums();

  function close(): void {
    const now = { strength: loop.strength, served: sums.served / sums.requests, gap: sums.labelled / sums.served - sums.difficulty / sums.requests };
    path.push(now);
    if (sums.served > 0) loop = nextLoop(loop, sums.labelled / sums.served, parameters);
    sums = emptySums();
  }

  yield* tabulate(
    n,
    size,
    (i) => {
      if (sums.requests === parameters.requestsPerPeriod) close();
      const difficulty = random.normal();
      const chance = servedChance(difficulty, loop.strength, parameters);
      const served = random.bernoulli(chance);
      sums.requests += 1;
      sums.served += served;
      sums.difficulty += difficulty;
      sums.labelled += served * difficulty;
      const label = drawLabel(difficulty, served, parameters, tally, labels);
      return {
        request_id: `R${String(i + 1).padStart(6, '0')}`,
        period: path.length,
        model_strength: loop.strength,
        difficulty,
        served_chance: chance,
        served,
        new_prompt: label.prompt,
        resolved: label.resolved,
      };
    },
    ['resolved'],
  );
  close();
  return {
    integers: ['period', 'served', 'new_prompt'],
    truth: { population: populationTruth(parameters, path.length), realised: [...periodTruths(path), ...labelTruths(tally)] },
  };
}

/** The prompt by a coin, and the label of a served request; what decides the label is the same under both prompts. */
function drawLabel(
  difficulty: number,
  served: 0 | 1,
  parameters: LoopParameters,
  tally: LabelTally,
  random: ReturnType<typeof stream>,
): { readonly prompt: 0 | 1; readonly resolved: number | undefined } {
  const prompt = random.bernoulli(0.5);
  const draw = random.uniform();
  const outcomes = [0, 1].map((arm) => (draw < resolvedChance(difficulty, arm, parameters) ? 1 : 0));
  tally.add(outcomes, served);
  return { prompt, resolved: served === 1 ? outcomes[prompt] : undefined };
}

function emptySums(): { requests: number; served: number; difficulty: number; labelled: number } {
  return { requests: 0, served: 0, difficulty: 0, labelled: 0 };
}
