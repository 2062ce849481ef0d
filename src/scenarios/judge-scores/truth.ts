import { type ArmWords, armTruths } from '../arm-truths.ts';
import type { Truth } from '../scenario.ts';
import { expectedQuality, expectedScore, expectedVerbosity, type JudgeParameters } from './rules.ts';

const outcomes = {
  verbosity: 'mean length of answers in standard deviations',
  human_score: 'mean quality of answers as people score them',
  llm_judge_score: 'mean score that the judge gives to answers',
};
export const outcomeCount = Object.keys(outcomes).length;

const armWords: readonly ArmWords[] = [
  { mean: 'control-mean', when: 'if the old model gave every answer' },
  { mean: 'treatment-mean', when: 'if the new model gave every answer', effect: { id: 'itt', of: 'the new model' } },
];

export const judgeTruths = (means: readonly ArrayLike<number>[]): readonly Truth[] => armTruths(outcomes, armWords, means);

/** The population effects: every rule is linear, so they are the rules at the means. */
export function populationTruth(p: JudgeParameters): readonly Truth[] {
  return judgeTruths(
    [0, 1].map((newModel) => {
      const verbosity = expectedVerbosity(newModel, p);
      const quality = expectedQuality(0, newModel, p);
      return [verbosity, quality, expectedScore(quality, verbosity, newModel, p)];
    }),
  );
}
