import { balance } from '../../../src/diagnostics/balance.ts';
import { missingness } from '../../../src/diagnostics/missingness.ts';
import { sampleRatio } from '../../../src/diagnostics/sample-ratio.ts';
import { adjustedItt } from '../../../src/methods/arms/adjusted-itt.ts';
import { ancova } from '../../../src/methods/arms/ancova.ts';
import { cuped } from '../../../src/methods/arms/cuped.ts';
import { itt } from '../../../src/methods/arms/itt.ts';
import { complierEffect } from '../../../src/methods/randomized/complier-effect.ts';
import { type Asked, atLeast, below, type Expected, interval, nominal, relative, type Scenario, silent, upper } from '../case.ts';
import { clustered } from '../draws-clusters.ts';

const plain = { outcome: 'y', assignment: 'z', control: 0 };
const teams = { ...plain, cluster: 'team' };
const assignment = { assignment: 'z', control: 0 };

const alarm = (name: string, ask: Asked['ask'], expected: Expected): Asked => ({ ask, checks: [{ name, hit: silent(0.05), expected }] });

/** Whole clusters assigned. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'clusters, 5 of 60 treated, unequal sizes',
    heavy: true,
    least: 2000,
    draws: clustered({ clusters: 60, treated: 5, icc: 0.2 }),
    asked: [
      { ask: () => itt(teams), checks: [interval('itt, CR2 and its degrees of freedom', 'itt', atLeast()), upper('itt, CR2', 'itt', atLeast())] },
      { ask: () => itt({ ...teams, covariance: 'CR1' }), checks: [interval('itt, CR1 and G - 1', 'itt', below(0.92))] },
      { ask: () => itt(plain), checks: [interval('itt, clusters ignored', 'itt', below(0.8))] },
      { ask: () => ancova({ ...teams, adjust: ['x'] }), checks: [interval('ancova, CR2', 'itt', atLeast())] },
    ],
  },
  {
    name: 'clusters, half of 60 treated',
    draws: clustered({ clusters: 60, treated: 30, icc: 0.2, level: 5 }),
    asked: [
      { ask: () => itt(teams), checks: [interval('itt', 'itt'), relative('itt', 'relative')] },
      { ask: () => cuped({ ...teams, covariate: 'x' }), checks: [interval('cuped', 'itt'), relative('cuped', 'relative')] },
      { ask: () => ancova({ ...teams, adjust: ['x', 'w'] }), checks: [interval('ancova', 'itt'), relative('ancova', 'relative')] },
      { ask: () => adjustedItt({ ...teams, adjust: ['x', 'w'] }), checks: [interval('adjusted-itt', 'itt'), relative('adjusted-itt', 'relative')] },
      {
        ask: () => complierEffect({ ...teams, outcome: 'v', usage: 'd' }),
        checks: [interval('complier-effect, Anderson-Rubin', 'complier')],
      },
      { ask: () => complierEffect({ ...plain, outcome: 'v', usage: 'd' }), checks: [interval('complier-effect, clusters ignored', 'complier', below(0.9))] },
    ],
  },
  {
    name: 'clusters, effects that differ with x between clusters',
    draws: clustered({ clusters: 80, treated: 40, icc: 0.5, slope: 3 }),
    asked: [
      { ask: () => adjustedItt({ ...teams, adjust: ['x'] }), checks: [interval('adjusted-itt', 'itt')] },
      { ask: () => adjustedItt({ ...teams, adjust: ['x'], target: 'sample' }), checks: [interval('adjusted-itt for these units', 'itt', below(0.9))] },
      { ask: () => itt(teams), checks: [interval('itt', 'itt')] },
    ],
  },
  {
    name: 'checks of 60 clusters, nothing wrong',
    heavy: true,
    least: 2000,
    draws: clustered({ clusters: 60, icc: 0.2 }),
    asked: [
      alarm('sample-ratio of clusters', () => sampleRatio({ assignment: 'z', shares: { 0: 0.5, 1: 0.5 }, cluster: 'team' }), atLeast(0.93)),
      alarm('sample-ratio of rows', () => sampleRatio({ assignment: 'z', shares: { 0: 0.5, 1: 0.5 } }), below(0.6)),
      alarm('balance of clusters', () => balance({ ...assignment, covariates: ['x', 'w'], cluster: 'team' }), nominal()),
      alarm('balance of rows', () => balance({ ...assignment, covariates: ['x', 'w'] }), below(0.8)),
      alarm('missingness by cluster', () => missingness({ ...assignment, outcome: 'm', cluster: 'team' }), nominal()),
      alarm('missingness by row', () => missingness({ ...assignment, outcome: 'm' }), below(0.9)),
    ],
  },
];
