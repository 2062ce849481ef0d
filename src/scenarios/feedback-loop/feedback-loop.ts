import { parametersOf } from '../parameters.ts';
import type { Scenario } from '../scenario.ts';
import { inOnePiece } from '../tabulate.ts';
import { type LoopParameters, loopLimits, loopParameters, periods } from './rules.ts';
import { simulateLoop } from './simulate.ts';
import { loopStudy } from './study.ts';
import { populationTruth } from './truth.ts';

const defaults = { n: periods * loopParameters.requestsPerPeriod, seed: 2026 };
const resolve = (changed: Partial<LoopParameters>) => parametersOf(loopParameters, loopLimits, changed);

/** A model that is trained on what it served. */
export const feedbackLoop: Scenario<LoopParameters> = {
  id: 'feedback-loop',
  title: 'A model trained on what it served',
  says:
    'Sixteen periods of requests. Easy requests are served and only served ones are labelled, so labels look easier than requests are; the model that learns from them grows ' +
    'bolder, and its served share rises although nothing got better. A new prompt, given at random, helps with easy requests and harms hard ones: among labelled requests it looks better than it is.',
  defaults,
  parameters: loopParameters,
  values: {},
  simulate: ({ n = defaults.n, seed = defaults.seed, ...changed } = {}) => inOnePiece(simulateLoop(n, seed, resolve(changed), n)),
  pieces: ({ n = defaults.n, seed = defaults.seed, ...changed }, rows) => simulateLoop(n, seed, resolve(changed), rows),
  study: loopStudy,
  truth: (changed = {}) => populationTruth(resolve(changed)),
};
