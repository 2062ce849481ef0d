import { beforeAll, describe, expect, it } from 'vitest';
import { balance } from '../../src/diagnostics/balance.ts';
import { clusters } from '../../src/diagnostics/clusters.ts';
import { missingness } from '../../src/diagnostics/missingness.ts';
import { sampleRatio } from '../../src/diagnostics/sample-ratio.ts';
import type { Answer } from '../../src/estimate/answer.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { column, divide, greater, when } from '../../src/expressions/build.ts';
import type { ClusterCovarianceKind } from '../../src/inference/clusters/cluster-kinds.ts';
import { adjustedItt } from '../../src/methods/arms/adjusted-itt.ts';
import { ancova } from '../../src/methods/arms/ancova.ts';
import { cuped } from '../../src/methods/arms/cuped.ts';
import { itt } from '../../src/methods/arms/itt.ts';
import { asTreated } from '../../src/methods/randomized/as-treated.ts';
import type { ComplierDetails } from '../../src/methods/randomized/complier-details.ts';
import { complierEffect } from '../../src/methods/randomized/complier-effect.ts';
import type { Asking } from '../../src/relation/asking.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectAgreesWith, expectRelative } from '../support/agree.ts';
import { clusteredRows, estimatrGolden, statsmodelsGolden } from '../support/clusters-golden.ts';

let rows: SyncRelation;
beforeAll(async () => {
  rows = await clusteredRows();
});

type Golden = (typeof estimatrGolden.cases)[number];

function asked({ kind, outcome, covariates = [], covariate = '' }: Golden, covariance: ClusterCovarianceKind): Asking<Answer> {
  const options = { outcome, assignment: 'z', control: 0, cluster: 'team', covariance };
  switch (kind) {
    case 'itt':
      return itt(options);
    case 'lin':
      return adjustedItt({ ...options, adjust: covariates, target: 'sample' });
    case 'ancova':
      return ancova({ ...options, adjust: covariates });
    case 'cuped':
      return cuped({ ...options, covariate });
    case 'complier':
      return complierEffect({ ...options, usage: 'd' });
    case 'as-treated':
      return asTreated({ ...options, usage: 'd' });
    case 'missingness':
      return missingness({ outcome, assignment: 'z', control: 0, cluster: 'team', measure: when(greater(column('f'), 0), column('y'), divide(0, 0)) });
  }
}

/** The complier effect reports the Anderson-Rubin set and its test; its Wald interval stands in the details. */
function shown(e: Estimate, kind: Golden['kind']): Estimate {
  if (kind !== 'complier') return e;
  const { test, ...rest } = e;
  return { ...rest, interval: { ...e.interval, pieces: [(e.details as ComplierDetails).wald] } };
}

const cases = estimatrGolden.cases
  .filter(({ kind }) => kind !== 'missingness')
  .flatMap((golden) => Object.keys(golden.expected).map((kind) => [golden.name, kind, golden] as [string, ClusterCovarianceKind, Golden]));

describe('clustered methods agree with estimatr', () => {
  it.each(cases)('%s, %s', (_, covariance, golden) => {
    const { value, standardError, df, pValue, interval95 } = golden.expected[covariance];
    const { estimates } = runSync(rows, asked(golden, covariance));
    const pOfSame = golden.kind === 'complier' ? {} : { pValue };
    const reference = { value, standardError, df, low: interval95[0], high: interval95[1], ...pOfSame };
    expectAgreesWith(shown(estimates[0], golden.kind), reference, estimatrGolden.tolerance.relative);
  });
});

describe('checks count clusters', () => {
  const tolerance = statsmodelsGolden.tolerance.relative;

  it('sample ratio: chi-square of clusters, by scipy', () => {
    const { counts, statistic, pValue } = statsmodelsGolden.sampleRatio;
    const { findings, exhibits } = runSync(rows, sampleRatio({ assignment: 'z', shares: { 0: 0.8, 1: 0.2 }, cluster: 'team' }));
    expect(exhibits[0].columns.units).toEqual(counts);
    expectRelative(findings[0].statistic, statistic, tolerance, 'chi-square');
    expectRelative(findings[0].pValue, pValue, tolerance, 'p-value');
  });

  it('balance: Hotelling of cluster means, by statsmodels', () => {
    const { findings } = runSync(rows, balance({ assignment: 'z', control: 0, covariates: ['x', 'w'], cluster: 'team' }));
    expectRelative(findings[0].pValue, statsmodelsGolden.balance.pValue, tolerance, 'p-value');
  });

  it('missing outcomes: CR2 of the difference of shares, by estimatr', () => {
    const golden = estimatrGolden.cases.find(({ kind }) => kind === 'missingness')!;
    const { value, standardError } = golden.expected.CR2;
    const { findings } = runSync(rows, asked(golden, 'CR2'));
    expectRelative(findings[0].statistic, -value / standardError, tolerance, 'statistic');
  });

  it.each(statsmodelsGolden.clusters)('clusters: likeness within them of $outcome, by analysis of variance', ({ outcome, icc, designEffect }) => {
    const { exhibits } = runSync(rows, clusters({ cluster: 'team', assignment: 'z', control: 0, outcomes: [{ name: outcome }] }));
    expectRelative(exhibits[1].columns.intraclassCorrelation[0] as number, icc, tolerance, 'intraclass correlation');
    expectRelative(exhibits[1].columns.designEffect[0] as number, designEffect, tolerance, 'design effect');
  });

  it('clusters: the degrees of freedom of a difference in means, by estimatr', () => {
    const { df } = estimatrGolden.cases[0].expected.CR2;
    const { exhibits, findings } = runSync(rows, clusters({ cluster: 'team', assignment: 'z', control: 0, outcomes: [{ name: 'y' }] }));
    expectRelative(exhibits[1].columns.degreesOfFreedom[0] as number, df, tolerance, 'degrees of freedom');
    expect(findings.map(({ check }) => check)).toEqual(['clusters']);
  });
});
