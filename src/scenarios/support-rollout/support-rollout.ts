import { parametersOf } from '../parameters.ts';
import type { Scenario } from '../scenario.ts';
import { inOnePiece } from '../tabulate.ts';
import { type SupportParameters, supportLimits, supportParameters, supportValues } from './rules.ts';
import { simulateSupport } from './simulate.ts';
import { supportStudy } from './study.ts';
import { populationTruth } from './truth.ts';

const defaults = { n: 12_000, seed: 2026 };
const resolve = (changed: Partial<SupportParameters>) => parametersOf(supportParameters, supportLimits, changed);

/** A support copilot, offered at random and used at will. */
export const supportRollout: Scenario<SupportParameters> = {
  id: 'support-rollout',
  title: 'A retrieval assistant for support agents',
  says:
    'Half of the tickets are offered a retrieval assistant at random. Agents decide whether to use it, some without the offer: experienced agents and easy cases use it ' +
    'more, so users look better than they would have been made by the assistant. Use raises first-contact resolution, saves minutes and costs a few cents.',
  defaults,
  parameters: supportParameters,
  values: supportValues,
  simulate: ({ n = defaults.n, seed = defaults.seed, ...changed } = {}) => inOnePiece(simulateSupport(n, seed, resolve(changed), n)),
  pieces: ({ n = defaults.n, seed = defaults.seed, ...changed }, rows) => simulateSupport(n, seed, resolve(changed), rows),
  study: supportStudy,
  truth: (changed = {}) => populationTruth(resolve(changed)),
};
