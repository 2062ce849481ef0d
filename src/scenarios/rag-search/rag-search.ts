import { parametersOf } from '../parameters.ts';
import type { Scenario } from '../scenario.ts';
import { inOnePiece } from '../tabulate.ts';
import { type RagParameters, ragLimits, ragParameters } from './rules.ts';
import { simulateRag } from './simulate.ts';
import { ragStudy } from './study.ts';
import { populationTruth } from './truth.ts';

const defaults = { n: 9_000, seed: 2026 };
const resolve = (changed: Partial<RagParameters>) => parametersOf(ragParameters, ragLimits, changed);

/** Retrieval at random: it finds more and is slower, and success weighs both. */
export const ragSearch: Scenario<RagParameters> = {
  id: 'rag-search',
  title: 'Retrieval for a search assistant',
  says:
    'Retrieval is on for half of the queries at random. It raises hits and, through them, quality, but it takes a second longer. Its total effect on success is what a ' +
    'launch changes; with hits, latency and quality adjusted for, what is left answers another question.',
  defaults,
  parameters: ragParameters,
  values: {},
  simulate: ({ n = defaults.n, seed = defaults.seed, ...changed } = {}) => inOnePiece(simulateRag(n, seed, resolve(changed), n)),
  pieces: ({ n = defaults.n, seed = defaults.seed, ...changed }, rows) => simulateRag(n, seed, resolve(changed), rows),
  study: ragStudy,
  truth: (changed = {}) => populationTruth(resolve(changed)),
};
