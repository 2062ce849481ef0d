import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import type { TwoStageOptions } from '../../src/methods/arms/two-stage/options.ts';
import { twoStageLeastSquares } from '../../src/methods/arms/two-stage/two-stage-least-squares.ts';
import { complierEffect } from '../../src/methods/randomized/complier-effect.ts';
import type { Relation, SyncRelation } from '../../src/relation/relation.ts';
import { run, runSync } from '../../src/relation/run.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { instrumentsData } from '../support/instruments-golden.ts';

let [memory, database]: [SyncRelation?, Relation?] = [];
beforeAll(async () => {
  memory = await instrumentsData();
  database = await openFiles(fileURLToPath(new URL('../../goldens/instruments/data.csv', import.meta.url)), { name: memory.name });
});
afterAll(() => database?.close());

const covariates = ['x1', { factor: 'g' }];
const cases: Readonly<Record<string, TwoStageOptions>> = {
  'one number': { outcome: 'y', treatment: 'd', instruments: ['z1'] },
  'several, with covariates': { outcome: 'yc', treatment: 'd', instruments: ['z1', 'z2', 'z3'], covariates },
  'a factor': { outcome: 'y', treatment: 'd', instruments: [{ factor: 'arm' }, 'z1'], covariates, covariance: 'HC3' },
  arms: { outcome: 'yb', treatment: 'b', assignment: 'z', covariates, covariance: 'nonrobust' },
  clusters: { outcome: 'y', treatment: ['d', 'd2'], instruments: ['z1', 'z2', 'z3'], covariates, cluster: 'cluster' },
  'weak ones': { outcome: 'yv', treatment: 'v', instruments: ['w1', 'w2'], covariates },
};

describe('two-stage least squares in a database', () => {
  it.each(Object.keys(cases))('is what it is in memory: %s', async (name) => {
    const asked = cases[name];
    expectDeepClose(await run(database!, twoStageLeastSquares(asked)), runSync(memory!, twoStageLeastSquares(asked)), 1e-9);
  });

  it('means of covariates among compliers too', async () => {
    const asked = { outcome: 'yb', usage: 'b', assignment: 'z', control: 0, covariates };
    expectDeepClose(await run(database!, complierEffect(asked)), runSync(memory!, complierEffect(asked)), 1e-9);
  });
});
