import { parametersOf } from '../parameters.ts';
import type { Scenario } from '../scenario.ts';
import { inOnePiece } from '../tabulate.ts';
import { type UpgradeParameters, upgradeLimits, upgradeParameters } from './rules.ts';
import { simulateUpgrade } from './simulate.ts';
import { globalUpgradeStudy } from './study.ts';
import { populationTruth } from './truth.ts';

const workspaces = 40;
const defaults = { n: workspaces * (upgradeParameters.before + upgradeParameters.after), seed: 2026 };
const resolve = (changed: Partial<UpgradeParameters>) => parametersOf(upgradeParameters, upgradeLimits, changed);

/** An upgrade that a workspace gets on one day. */
export const globalUpgrade: Scenario<UpgradeParameters> = {
  id: 'global-upgrade',
  title: 'An upgrade that a workspace gets on one day',
  says:
    'Sixty weeks of forty workspaces, one row each. One of them, far above the others, is upgraded after 48 of them, and the effect grows over four weeks. Trend, season and two factors reach all workspaces, some more than others, ' +
    'so that neither the time before nor the mean of the others says what it would have had; a mix of donors about its own level does. ' +
    '`treated` upgrades more of them, or everybody; `donorJump` lets the launch touch a donor, with `coincidence` something else comes on its day, with `gap` a donor lacks weeks; `days: 1` makes daily series.',
  defaults,
  parameters: upgradeParameters,
  values: {},
  simulate: ({ n = defaults.n, seed = defaults.seed, ...changed } = {}) => inOnePiece(simulateUpgrade(n, seed, resolve(changed), n)),
  pieces: ({ n = defaults.n, seed = defaults.seed, ...changed }, rows) => simulateUpgrade(n, seed, resolve(changed), rows),
  study: globalUpgradeStudy,
  truth: (changed = {}) => populationTruth(resolve(changed)),
};
