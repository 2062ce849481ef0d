import { parametersOf } from '../parameters.ts';
import type { Scenario } from '../scenario.ts';
import { inOnePiece } from '../tabulate.ts';
import { type MultiArmParameters, multiArmLimits, multiArmParameters, multiArmValues } from './rules.ts';
import { simulateMultiArm } from './simulate.ts';
import { multiArmStudy } from './study.ts';
import { populationTruth } from './truth.ts';

const defaults = { n: 16_000, seed: 2026 };
const resolve = (changed: Partial<MultiArmParameters>) => parametersOf(multiArmParameters, multiArmLimits, changed);

/** Three assistants against none, all at random: the most successful is not the one to launch. */
export const multiArm: Scenario<MultiArmParameters> = {
  id: 'multi-arm',
  title: 'Three assistants against none',
  says:
    'Cases go at random to nobody, a chat assistant, a retrieval assistant or an agent. The agent succeeds most often, but it is slow, costs most and does most harm: ' +
    'in net value it loses, and retrieval wins.',
  defaults,
  parameters: multiArmParameters,
  values: multiArmValues,
  simulate: ({ n = defaults.n, seed = defaults.seed, ...changed } = {}) => inOnePiece(simulateMultiArm(n, seed, resolve(changed), n)),
  pieces: ({ n = defaults.n, seed = defaults.seed, ...changed }, rows) => simulateMultiArm(n, seed, resolve(changed), rows),
  study: multiArmStudy,
  truth: (changed = {}) => populationTruth(resolve(changed)),
};
