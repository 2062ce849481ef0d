import { parametersOf } from '../parameters.ts';
import type { Scenario } from '../scenario.ts';
import { inOnePiece } from '../tabulate.ts';
import { type RoutingParameters, routingLimits, routingParameters } from './rules.ts';
import { simulateRouting } from './simulate.ts';
import { routingStudy } from './study.ts';
import { populationTruth } from './truth.ts';

const defaults = { n: 25_000, seed: 2026 };
const resolve = (changed: Partial<RoutingParameters>) => parametersOf(routingParameters, routingLimits, changed);

/** A log of routed requests with the chances of their actions, and another policy to value. */
export const loggedRouting: Scenario<RoutingParameters> = {
  id: 'logged-routing',
  title: 'Requests routed by chance, and a policy to value',
  says:
    'Requests go to a small model, a large model or a human, by chances that are logged. A new policy is to be valued from the log: the mean reward of an action says little, ' +
    'because hard requests went to humans, and the colder the logging policy, the fewer requests bear on the new one.',
  defaults,
  parameters: routingParameters,
  values: {},
  simulate: ({ n = defaults.n, seed = defaults.seed, ...changed } = {}) => inOnePiece(simulateRouting(n, seed, resolve(changed), n)),
  pieces: ({ n = defaults.n, seed = defaults.seed, ...changed }, rows) => simulateRouting(n, seed, resolve(changed), rows),
  study: routingStudy,
  truth: (changed = {}) => populationTruth(resolve(changed)),
};
