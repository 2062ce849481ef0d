import type { Random } from '../../math/random/stream.ts';
import { stream } from '../../math/random/stream.ts';
import { armTally } from '../arm-truths.ts';
import type { Simulation } from '../scenario.ts';
import { tabulate } from '../tabulate.ts';
import { expectedQuality, expectedScore, expectedVerbosity, type JudgeParameters, judgeNoise, qualityNoise } from './rules.ts';
import { judgeTruths, outcomeCount, populationTruth } from './truth.ts';

interface DrawnAnswer {
  readonly difficulty: number;
  readonly newModel: 0 | 1;
  readonly audited: 0 | 1;
  /** What would be measured of the old and of the new model's answer, if people scored every answer. */
  readonly outcomes: readonly (readonly number[])[];
}

/** Takes the same number of draws whatever the parameters; the noise is the same under both models. */
function drawAnswer(random: Random, p: JudgeParameters): DrawnAnswer {
  const difficulty = random.normal();
  const newModel = random.bernoulli(0.5);
  const noise = { verbosity: random.normal(), quality: qualityNoise * random.normal(), judge: judgeNoise * random.normal() };
  const audited = random.bernoulli(p.auditShare);
  const outcomes = [0, 1].map((model) => {
    const verbosity = expectedVerbosity(model, p) + noise.verbosity;
    const quality = expectedQuality(difficulty, model, p) + noise.quality;
    return [verbosity, quality, expectedScore(quality, verbosity, model, p) + noise.judge];
  });
  return { difficulty, newModel, audited, outcomes };
}

export function* simulateJudge(n: number, seed: number, parameters: JudgeParameters, size: number): Simulation {
  const random = stream(seed);
  const tally = armTally(2, outcomeCount);
  yield* tabulate(
    n,
    size,
    (i) => {
      const { difficulty, newModel, audited, outcomes } = drawAnswer(random, parameters);
      tally.add(outcomes);
      const [verbosity, quality, llm_judge_score] = outcomes[newModel];
      const human_score = audited === 1 ? quality : undefined;
      return {
        answer_id: `A${String(i + 1).padStart(6, '0')}`,
        prompt_difficulty: difficulty,
        new_model: newModel,
        verbosity,
        llm_judge_score,
        audited,
        human_score,
      };
    },
    ['human_score'],
  );
  return {
    integers: ['new_model', 'audited'],
    truth: { population: populationTruth(parameters), realised: judgeTruths(tally.means()) },
  };
}
