import { readFileSync } from 'node:fs';
import { beforeAll, describe, it } from 'vitest';
import { column } from '../../src/expressions/build.ts';
import { studentTQuantile } from '../../src/math/distributions/student-t.ts';
import { type QuantileDetails, quantileEffect } from '../../src/methods/arms/quantile/quantile-effect.ts';
import { ask } from '../../src/relation/asking.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { quantiles } from '../../src/relation/requests.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectAgreesWith, expectEstimate, expectPValue, expectRelative } from '../support/agree.ts';
import { fileInMemory } from '../support/parquet.ts';

type Pair = readonly [number, number];

interface Case {
  readonly name: string;
  readonly quantile: number;
  readonly cluster: string | null;
  readonly treatment: number;
  readonly level: number;
  readonly boundsLevel: number;
  readonly expected: {
    readonly value: number;
    readonly standardError: number;
    readonly df: number;
    readonly interval: Pair;
    readonly bounds: Pair;
    readonly pValue: number;
    readonly relative: { readonly value: number; readonly interval: Pair };
    readonly arms: readonly { readonly quantile: number; readonly shareError: number; readonly designEffect: number; readonly limits: Pair }[];
  };
}

interface SurveyCase {
  readonly cluster: 'rows' | 'team';
  readonly quantile: number;
  readonly arm: number;
  readonly df: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly shareVariance: number;
}

const folder = new URL('../../goldens/quantiles/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const golden = read('quantiles.json');
const survey = read('survey.json');
const tolerance: number = golden.tolerance.relative;
const roots: number = golden.tolerance.roots;
let rows: SyncRelation;
beforeAll(async () => {
  rows = await fileInMemory(new URL('data.csv', folder));
});

const effect = (quantile: number, cluster: string | null, treatment: number, levels: object = {}) => {
  const options = { outcome: 'y', quantile, assignment: 'arm', control: 0, treatments: [treatment], ...(cluster !== null && { cluster }), ...levels };
  return runSync(rows, quantileEffect(options)).estimates[0];
};

it('has the quantiles of numpy', () => {
  const reply = runSync(rows, ask(quantiles({ of: column('y'), at: golden.quantiles.at, by: ['arm'] })));
  for (const [a, { values }] of reply.groups.entries())
    for (const [i, value] of values.entries()) expectRelative(value, golden.quantiles.arms[a][i], 1e-12, `${golden.quantiles.at[i]} of arm ${a}`);
});

describe('quantile-effect agrees with numpy and scipy', () => {
  it.each(golden.cases as readonly Case[])('on $name', ({ quantile, cluster, treatment, level, boundsLevel, expected }) => {
    const found = effect(quantile, cluster, treatment, { level, boundsLevel });
    const { standardError } = expected;
    const [low, high] = expected.interval;
    const { pValue, ...closed } = expected;
    expectAgreesWith(found, { ...closed, low, high }, tolerance);
    expectEstimate(found.bounds!.low, expected.bounds[0], standardError, tolerance, 'lower bound');
    expectEstimate(found.bounds!.high, expected.bounds[1], standardError, tolerance, 'upper bound');
    expectPValue(found.test!.pValue, pValue, found.test!.statistic, roots);
    expectEstimate(found.relative!.value, expected.relative.value, 0.1, tolerance);
    const [piece] = found.relative!.interval!.pieces;
    expectEstimate(piece.low!, expected.relative.interval[0], 0.1, roots, 'lower end in percent');
    expectEstimate(piece.high!, expected.relative.interval[1], 0.1, roots, 'upper end in percent');
    for (const [i, arm] of (found.details as QuantileDetails).arms.entries()) {
      const own = expected.arms[i];
      expectRelative(arm.quantile, own.quantile, tolerance, 'quantile of an arm');
      expectRelative(arm.shareError, own.shareError, tolerance, 'error of the share');
      expectRelative(arm.designEffect, cluster === null ? 1 : own.designEffect, tolerance, 'design effect');
      expectRelative(arm.low, own.limits[0], tolerance, 'lower limit of an arm');
      expectRelative(arm.high, own.limits[1], tolerance, 'upper limit of an arm');
    }
  });
});

describe('quantile-effect agrees with R survey', () => {
  it.each(survey.cases as readonly SurveyCase[])('on quantile $quantile of arm $arm by $cluster', (expected) => {
    const cluster = expected.cluster === 'rows' ? null : expected.cluster;
    const { arms } = effect(expected.quantile, cluster, Math.max(1, expected.arm)).details as QuantileDetails;
    const found = arms[expected.arm === 0 ? 0 : 1];
    expectRelative(found.quantile, expected.value, survey.tolerance.value, 'quantile');
    // F (1 - F) at the quantile's own share in place of p (1 - p): teams of one size, so that CR2 is their G / (G - 1).
    const share = (Math.floor(expected.quantile * (found.n - 1)) + 1) / found.n;
    expectRelative((found.designEffect * share * (1 - share)) / (found.n - 1), expected.shareVariance, survey.tolerance.shareVariance, 'variance of the share');
    // Their limits, at this variance and the G - 1 degrees of freedom of one arm, by our quantiles.
    const reach = studentTQuantile(0.975, expected.df) * Math.sqrt(expected.shareVariance);
    const at = [expected.quantile - reach, expected.quantile + reach];
    const { groups } = runSync(rows, ask(quantiles({ of: column('y'), at, by: ['arm'] })));
    const [low, high] = groups[expected.arm].values;
    expectRelative(low, expected.low, survey.tolerance.limits, 'lower limit');
    expectRelative(high, expected.high, survey.tolerance.limits, 'upper limit');
  });
});
