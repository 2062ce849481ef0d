import { parametersOf } from '../parameters.ts';
import type { Scenario } from '../scenario.ts';
import { inOnePiece } from '../tabulate.ts';
import { type JudgeParameters, judgeLimits, judgeParameters } from './rules.ts';
import { simulateJudge } from './simulate.ts';
import { judgeStudy } from './study.ts';
import { populationTruth } from './truth.ts';

const defaults = { n: 7_000, seed: 2026 };
const resolve = (changed: Partial<JudgeParameters>) => parametersOf(judgeParameters, judgeLimits, changed);

/** A judge that likes long answers, and people who scored some of them. */
export const judgeScores: Scenario<JudgeParameters> = {
  id: 'judge-scores',
  title: 'A new model under a biased judge',
  says:
    'A language model judges the answers of an old and a new model, given out at random; people score about one in eight. The new model is better, and wordier; the judge ' +
    'rewards words and the new model itself, so it more than doubles the effect.',
  defaults,
  parameters: judgeParameters,
  values: {},
  simulate: ({ n = defaults.n, seed = defaults.seed, ...changed } = {}) => inOnePiece(simulateJudge(n, seed, resolve(changed), n)),
  pieces: ({ n = defaults.n, seed = defaults.seed, ...changed }, rows) => simulateJudge(n, seed, resolve(changed), rows),
  study: judgeStudy,
  truth: (changed = {}) => populationTruth(resolve(changed)),
};
