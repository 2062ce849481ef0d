import { EstimandError } from '../../errors/estimand-error.ts';
import type { Scenario } from '../scenario.ts';
import { type SupportParameters, supportParameters, supportValues } from './rules.ts';
import { simulateSupport } from './simulate.ts';
import { supportStudy } from './study.ts';
import { populationTruth } from './truth.ts';

const defaults = { n: 12_000, seed: 2026 };

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
  simulate: ({ n = defaults.n, seed = defaults.seed, ...changed } = {}) => simulateSupport(n, seed, resolve(changed)),
  study: supportStudy,
  truth: (changed = {}) => populationTruth(resolve(changed)),
};

function resolve(changed: Partial<SupportParameters>): SupportParameters {
  const parameters = { ...supportParameters, ...changed };
  for (const [option, value] of Object.entries(parameters)) {
    if (!Number.isFinite(value)) throw new EstimandError('option-invalid', { option, found: String(value), asked: 'a finite number' });
  }
  const { assignmentShare } = parameters;
  if (assignmentShare < 0 || assignmentShare > 1)
    throw new EstimandError('option-invalid', { option: 'assignmentShare', found: String(assignmentShare), asked: 'a share from 0 to 1' });
  return parameters;
}
