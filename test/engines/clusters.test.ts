import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { number } from '../../src/expressions/build.ts';
import { adjustedItt } from '../../src/methods/arms/adjusted-itt.ts';
import { ancova } from '../../src/methods/arms/ancova.ts';
import { blockedAdjusted } from '../../src/methods/arms/blocked/adjusted/blocked-adjusted.ts';
import { cuped } from '../../src/methods/arms/cuped.ts';
import { itt } from '../../src/methods/arms/itt.ts';
import { ratioEffect } from '../../src/methods/arms/ratio/ratio-effect.ts';
import { riskRatio } from '../../src/methods/arms/risk-ratio/risk-ratio.ts';
import { asTreated } from '../../src/methods/randomized/as-treated.ts';
import { complierEffect } from '../../src/methods/randomized/complier-effect.ts';
import { run, runSync } from '../../src/relation/run.ts';
import { clusteredRows } from '../support/clusters-golden.ts';
import { expectDeepClose } from '../support/deep-close.ts';

const contrast = { outcome: 'y', assignment: 'z', control: 0, cluster: 'team' };

describe('clustered answers are the same in DuckDB as in memory', () => {
  it.each([
    ['itt', () => itt(contrast)],
    ['itt by what may hold several arms', () => itt({ ...contrast, assignment: 'd', clusterArms: 'any' })],
    ['adjusted-itt by what may hold several arms', () => adjustedItt({ ...contrast, assignment: 'd', clusterArms: 'any', adjust: ['x', 'w'] })],
    [
      'ratio-effect by what may hold several arms',
      () => ratioEffect({ ...contrast, assignment: 'd', clusterArms: 'any', outcome: 'b', denominator: number(1) }),
    ],
    ['blocked-adjusted', () => blockedAdjusted({ outcome: 'y', assignment: 'd', control: 0, blocks: 'team', adjust: ['x', 'w'], target: 'blocks' })],
    ['itt of a share', () => itt({ ...contrast, outcome: 'b' })],
    ['adjusted-itt', () => adjustedItt({ ...contrast, adjust: ['x', 'w'] })],
    ['ancova', () => ancova({ ...contrast, adjust: ['x', 'w'] })],
    ['cuped', () => cuped({ ...contrast, covariate: 'x' })],
    ['complier-effect', () => complierEffect({ ...contrast, usage: 'd' })],
    ['risk-ratio', () => riskRatio({ ...contrast, outcome: 'b' })],
    ['as-treated', () => asTreated({ ...contrast, usage: 'd', covariates: ['x'] })],
  ] as const)('%s', async (_, ask) => {
    const file = await openFiles(fileURLToPath(new URL('../../goldens/clusters/data.csv', import.meta.url)), { threads: 2 });
    try {
      expectDeepClose(await run(file, ask()), runSync(await clusteredRows(), ask()), 1e-9);
    } finally {
      file.close();
    }
  });
});
