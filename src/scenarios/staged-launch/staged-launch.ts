import { parametersOf } from '../parameters.ts';
import type { Scenario } from '../scenario.ts';
import { inOnePiece } from '../tabulate.ts';
import { type LaunchParameters, launchLimits, launchParameters, launchValues, weeks } from './rules.ts';
import { simulateLaunch } from './simulate.ts';
import { launchStudy } from './study.ts';
import { populationTruth } from './truth.ts';

const defaults = { n: 240 * weeks, seed: 2026 };
const resolve = (changed: Partial<LaunchParameters>) => parametersOf(launchParameters, launchLimits, changed);

/** An assistant that reaches workspaces in waves. */
export const stagedLaunch: Scenario<LaunchParameters> = {
  id: 'staged-launch',
  title: 'An assistant that reaches workspaces in waves',
  says:
    'Twenty weeks of workspaces, one row each. An assistant comes to them in three waves, to larger ones earlier, and to some not at all. Its effects grow over the first five weeks and are ' +
    'larger in earlier waves; seasons and shocks of the weeks are shared by all. Regressions with effects of workspaces and weeks miss the average effect, comparisons with those who wait do not.',
  defaults,
  parameters: launchParameters,
  values: launchValues,
  simulate: ({ n = defaults.n, seed = defaults.seed, ...changed } = {}) => inOnePiece(simulateLaunch(n, seed, resolve(changed), n)),
  pieces: ({ n = defaults.n, seed = defaults.seed, ...changed }, rows) => simulateLaunch(n, seed, resolve(changed), rows),
  study: launchStudy,
  truth: (changed = {}) => populationTruth(resolve(changed)),
};
