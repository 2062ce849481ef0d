import { parametersOf } from '../parameters.ts';
import type { Scenario } from '../scenario.ts';
import { inOnePiece } from '../tabulate.ts';
import { type ConfidenceParameters, confidenceLimits, confidenceParameters } from './rules.ts';
import { simulateConfidence } from './simulate.ts';
import { confidenceStudy } from './study.ts';
import { populationTruth } from './truth.ts';

const defaults = { n: 20_000, seed: 2026 };
const resolve = (changed: Partial<ConfidenceParameters>) => parametersOf(confidenceParameters, confidenceLimits, changed);

/** Tickets that a model's confidence routes. */
export const confidenceRouting: Scenario<ConfidenceParameters> = {
  id: 'confidence-routing',
  title: "Tickets routed by a model's confidence",
  says:
    'Tickets whose confidence lies below a cutoff go to a stronger model. They are the hard ones, so that a dashboard shows it resolving fewer; just around the cutoff it resolves more. ' +
    '`fuzz` leaves some without it where capacity ends, long tickets first; `rounding` logs a rounded score; with `manipulation` an operator moves long tickets across the cutoff; `spread` gives each language a cutoff of its own.',
  defaults,
  parameters: confidenceParameters,
  values: {},
  simulate: ({ n = defaults.n, seed = defaults.seed, ...changed } = {}) => inOnePiece(simulateConfidence(n, seed, resolve(changed), n)),
  pieces: ({ n = defaults.n, seed = defaults.seed, ...changed }, rows) => simulateConfidence(n, seed, resolve(changed), rows),
  study: confidenceStudy,
  truth: (changed = {}) => populationTruth(resolve(changed)),
};
