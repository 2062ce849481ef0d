import { parametersOf } from '../parameters.ts';
import type { Scenario } from '../scenario.ts';
import { inOnePiece } from '../tabulate.ts';
import { type OptInParameters, optInLimits, optInParameters } from './rules.ts';
import { simulateOptIn } from './simulate.ts';
import { optInStudy } from './study.ts';
import { populationTruth } from './truth.ts';

const defaults = { n: 4_000, seed: 2026 };
const resolve = (changed: Partial<OptInParameters>) => parametersOf(optInParameters, optInLimits, changed);

/** Summaries that users switch on by themselves. */
export const optInSummaries: Scenario<OptInParameters> = {
  id: 'opt-in-summaries',
  title: 'Summaries that users switch on by themselves',
  says:
    'Users of an assistant may switch summaries on. Those with more skill and heavier use do so more often, finish more often anyway, and gain more. The difference between those who did ' +
    'and the others is twice the effect; with skill and tier adjusted for, the effect is found. `hidden` adds a drive that nobody logs, which no adjustment sees.',
  defaults,
  parameters: optInParameters,
  values: {},
  simulate: ({ n = defaults.n, seed = defaults.seed, ...changed } = {}) => inOnePiece(simulateOptIn(n, seed, resolve(changed), n)),
  pieces: ({ n = defaults.n, seed = defaults.seed, ...changed }, rows) => simulateOptIn(n, seed, resolve(changed), rows),
  study: optInStudy,
  truth: (changed = {}) => populationTruth(resolve(changed)),
};
