import { parametersOf } from '../parameters.ts';
import type { Scenario } from '../scenario.ts';
import { inOnePiece } from '../tabulate.ts';
import { type HelpParameters, helpLimits, helpParameters, helpValues } from './rules.ts';
import { simulateHelp } from './simulate.ts';
import { helpStudy } from './study.ts';
import { populationTruth } from './truth.ts';

const defaults = { n: 8_000, seed: 2026 };
const resolve = (changed: Partial<HelpParameters>) => parametersOf(helpParameters, helpLimits, changed);

/** Help that comes unasked and is not for everybody. */
export const targetedHelp: Scenario<HelpParameters> = {
  id: 'targeted-help',
  title: 'Help that comes unasked, and is not for everybody',
  says:
    'Half of the users of an assistant are offered help without asking, at random. Newcomers solve more with it, old hands and teams are disturbed, and each offer costs. Helping everybody loses ' +
    'money; helping those who are new wins it. `difference: 0` makes the effect the same for everybody: then nobody is to be picked out.',
  defaults,
  parameters: helpParameters,
  values: helpValues,
  simulate: ({ n = defaults.n, seed = defaults.seed, ...changed } = {}) => inOnePiece(simulateHelp(n, seed, resolve(changed), n)),
  pieces: ({ n = defaults.n, seed = defaults.seed, ...changed }, rows) => simulateHelp(n, seed, resolve(changed), rows),
  study: helpStudy,
  truth: (changed = {}) => populationTruth(resolve(changed)),
};
