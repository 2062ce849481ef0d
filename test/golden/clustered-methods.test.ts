import { beforeAll, describe, it } from 'vitest';
import type { Answer } from '../../src/estimate/answer.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import type { ClusterCovarianceKind } from '../../src/inference/clusters/cluster-kinds.ts';
import { adjustedItt } from '../../src/methods/randomized/adjusted-itt.ts';
import { ancova } from '../../src/methods/randomized/ancova.ts';
import { asTreated } from '../../src/methods/randomized/as-treated.ts';
import type { ComplierDetails } from '../../src/methods/randomized/complier-details.ts';
import { complierEffect } from '../../src/methods/randomized/complier-effect.ts';
import { cuped } from '../../src/methods/randomized/cuped.ts';
import { itt } from '../../src/methods/randomized/itt.ts';
import type { Asking } from '../../src/relation/asking.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectAgreesWith } from '../support/agree.ts';
import { clusteredRows, estimatrGolden } from '../support/clusters-golden.ts';

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
  }
}

/** The complier effect reports the Anderson-Rubin set and its test; its Wald interval stands in the details. */
function shown(e: Estimate, kind: Golden['kind']): Estimate {
  if (kind !== 'complier') return e;
  const { test, ...rest } = e;
  return { ...rest, interval: { ...e.interval, pieces: [(e.details as ComplierDetails).wald] } };
}

const cases = estimatrGolden.cases.flatMap((golden) =>
  Object.keys(golden.expected).map((kind) => [golden.name, kind, golden] as [string, ClusterCovarianceKind, Golden]),
);

describe('clustered methods agree with estimatr', () => {
  it.each(cases)('%s, %s', (_, covariance, golden) => {
    const { value, standardError, df, pValue, interval95 } = golden.expected[covariance];
    const { estimates } = runSync(rows, asked(golden, covariance));
    const pOfSame = golden.kind === 'complier' ? {} : { pValue };
    const reference = { value, standardError, df, low: interval95[0], high: interval95[1], ...pOfSame };
    expectAgreesWith(shown(estimates[0], golden.kind), reference, estimatrGolden.tolerance.relative);
  });
});
