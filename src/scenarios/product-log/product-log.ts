import { parametersOf } from '../parameters.ts';
import type { Scenario } from '../scenario.ts';
import { inOnePiece } from '../tabulate.ts';
import { type ProductLogParameters, productLogLimits, productLogParameters } from './rules.ts';
import { simulateProductLog } from './simulate.ts';
import { productLogStudy } from './study.ts';
import { populationTruth } from './truth.ts';

const defaults = { n: 50_000, seed: 2026 };
const resolve = (changed: Partial<ProductLogParameters>) => parametersOf(productLogParameters, productLogLimits, changed);

/** One log of a product in which four things changed at once, each in another way. */
export const productLog: Scenario<ProductLogParameters> = {
  id: 'product-log',
  title: 'One log, four changes at once',
  says:
    'Every other user gets a second prompt, some opt in to agent mode, unsure queries go to a premium model, and a launch reaches workspaces in two waves. Each adds a few ' +
    'points of completion to everybody alike; engaged users opt in more and complete more, and the first wave was better before the launch.',
  defaults,
  parameters: productLogParameters,
  values: {},
  simulate: ({ n = defaults.n, seed = defaults.seed, ...changed } = {}) => inOnePiece(simulateProductLog(n, seed, resolve(changed), n)),
  pieces: ({ n = defaults.n, seed = defaults.seed, ...changed }, rows) => simulateProductLog(n, seed, resolve(changed), rows),
  study: productLogStudy,
  truth: (changed = {}) => populationTruth(resolve(changed)),
};
