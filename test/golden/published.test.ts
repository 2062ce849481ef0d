import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { column } from '../../src/expressions/build.ts';
import { coefficientCovariance } from '../../src/inference/sandwich.ts';
import { itt } from '../../src/methods/arms/itt.ts';
import { designOf } from '../../src/models/design.ts';
import { type LinearRegression, linearRegression } from '../../src/models/linear-regression.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { type ColumnsReply, columns } from '../../src/relation/requests.ts';
import { runSync } from '../../src/relation/run.ts';
import { fileInMemory } from '../support/parquet.ts';

// The data are not part of this repository.
const file = new URL('../../../shared/datasets/nsw.csv', import.meta.url);
const absent = !existsSync(file);

describe.skipIf(absent)(`job training of Dehejia and Wahba (1999)${absent ? ' (not run: data set absent)' : ''}`, () => {
  let workers: SyncRelation;
  beforeAll(async () => {
    workers = await fileInMemory(file);
  });
  const contrast = { outcome: 're78', assignment: 'treat', control: 0 };

  it('difference in earnings of 1794.34, Welch standard error 671.00', () => {
    const [{ value, standardError, sizes }] = runSync(workers, itt(contrast)).estimates;
    expect([value.toFixed(2), standardError!.toFixed(2)]).toEqual(['1794.34', '671.00']);
    expect(sizes.perArm).toEqual({ 0: 260, 1: 185 });
  });

  it('standard errors of least squares: 632.85 classical, 670.82 HC1, and HC2 that of Welch', () => {
    const [reply] = workers.answerSync([columns({ columns: { y: column('re78'), z: column('treat') } })]) as [ColumnsReply];
    const design = designOf(reply.n, [{ kind: 'numeric', name: 'treat', values: reply.columns.z }]);
    const fit = linearRegression({ outcome: reply.columns.y, design }) as LinearRegression;
    const standardError = (kind: 'nonrobust' | 'HC1' | 'HC2') => Math.sqrt((coefficientCovariance(fit, kind) as Float64Array)[3]);
    expect([fit.coefficients[1], standardError('nonrobust'), standardError('HC1'), standardError('HC2')].map((v) => v.toFixed(2))).toEqual([
      '1794.34',
      '632.85',
      '670.82',
      '671.00',
    ]);
  });
});
