import { beforeAll, describe, expect, it } from 'vitest';
import { balance } from '../../src/diagnostics/balance.ts';
import { missingness } from '../../src/diagnostics/missingness.ts';
import { sampleRatio } from '../../src/diagnostics/sample-ratio.ts';
import type { Estimate, Piece } from '../../src/estimate/estimate.ts';
import { and, column, indicator, is, isKnown, sum, times } from '../../src/expressions/build.ts';
import { leeBounds } from '../../src/inference/losses/lee-bounds.ts';
import type { CovarianceKind } from '../../src/inference/sandwich.ts';
import { adjustedItt } from '../../src/methods/arms/adjusted-itt.ts';
import { ancova } from '../../src/methods/arms/ancova.ts';
import { cuped } from '../../src/methods/arms/cuped.ts';
import { type IttDetails, itt } from '../../src/methods/arms/itt.ts';
import { type RatioDetails, ratioEffect } from '../../src/methods/arms/ratio/ratio-effect.ts';
import { oddsRatio } from '../../src/methods/arms/risk-ratio/odds-ratio.ts';
import { riskRatio } from '../../src/methods/arms/risk-ratio/risk-ratio.ts';
import type { TwoStageDetails } from '../../src/methods/arms/two-stage/details.ts';
import { twoStageLeastSquares } from '../../src/methods/arms/two-stage/two-stage-least-squares.ts';
import type { ComplierDetails } from '../../src/methods/randomized/complier-details.ts';
import { complierEffect } from '../../src/methods/randomized/complier-effect.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { runSync } from '../../src/relation/run.ts';
import { supportRollout } from '../../src/scenarios/support-rollout/support-rollout.ts';
import { expectAgreesWith, expectEstimate, expectRelative } from '../support/agree.ts';
import { byWelch } from '../support/by-welch.ts';
import { type RandomizedCase, randomizedCases, supportTickets } from '../support/randomized-golden.ts';

let tickets: SyncRelation;
let first70: SyncRelation;
beforeAll(async () => {
  [tickets, first70] = [await supportTickets(), await supportTickets(70)];
});

const netValue = sum(Object.entries(supportRollout.values).map(([outcome, worth]) => times(worth, column(outcome))));
const contrast = (outcome: string) => ({ outcome, assignment: 'assigned_ai', control: 0, ...(outcome === 'net_value' && { measure: netValue }) });
const only = ({ estimates }: { estimates: readonly Estimate[] }): Estimate => {
  expect(estimates).toHaveLength(1);
  return estimates[0];
};

/** A package's coefficient, with the degrees of freedom that stand elsewhere in its case. */
// biome-ignore lint/suspicious/noExplicitAny: JSON of a shape per kind
const reference = (value: number, df: number | undefined, { standardError, pValue, interval95 }: any) => ({
  value,
  standardError,
  ...(df !== undefined && { df }),
  ...(pValue !== undefined && { pValue }),
  ...(interval95 !== undefined && { low: interval95[0], high: interval95[1] }),
});

function welch({ outcome, expected, tolerance }: RandomizedCase): void {
  const found = byWelch(only(runSync(tickets, itt(contrast(outcome)))));
  expectAgreesWith(found, reference(expected.value, expected.df, expected), tolerance);
  for (const [level, [low, high]] of Object.entries((expected.intervals ?? {}) as Record<string, [number, number]>)) {
    const at = byWelch(only(runSync(tickets, itt({ ...contrast(outcome), level: Number(level) }))));
    expectAgreesWith(at, { value: expected.value, standardError: expected.standardError, low, high }, tolerance);
  }
  const [control, treatment] = (found.details as IttDetails).arms;
  if (typeof expected.n === 'object') expect({ control: control.n, treatment: treatment.n }).toEqual(expected.n);
  if (expected.mean === undefined) return;
  expectRelative(control.mean, expected.mean.control, tolerance, 'control mean');
  expectRelative(treatment.mean, expected.mean.treatment, tolerance, 'treatment mean');
  if (expected.relative) expectEstimate(found.relative!.value, expected.relative.value, expected.standardError / expected.mean.control, tolerance, 'relative');
}

function newcombe({ outcome, expected, tolerance }: RandomizedCase): void {
  for (const [level, [low, high]] of Object.entries(expected.intervals as Record<string, [number, number]>)) {
    const { interval, details } = only(runSync(tickets, itt({ ...contrast(outcome), level: Number(level) })));
    expect(interval.pieces).toEqual([(details as IttDetails).newcombe]);
    expectRelative(interval.pieces[0].low, low, tolerance, 'lower limit');
    expectRelative(interval.pieces[0].high, high, tolerance, 'upper limit');
  }
}

const kinds: readonly CovarianceKind[] = ['nonrobust', 'HC0', 'HC1', 'HC2', 'HC3'];

function regressions({ kind, outcome, covariates, expected, tolerance, name }: RandomizedCase): void {
  const imputed = covariates.includes('pre_period_missing');
  const adjust = covariates.filter((x) => x !== 'pre_period_missing');
  const rows = name.includes('complete covariates') ? tickets.where(adjust.map((x) => isKnown(column(x))).reduce(and)) : tickets;
  for (const covariance of kinds.filter((one) => one in expected)) {
    const options = { ...contrast(outcome), adjust, covariance, freedom: 'residuals' } as const;
    const answer = runSync(rows, kind === 'lin' ? adjustedItt({ ...options, target: 'sample' }) : ancova(options));
    const { value = expected.value, df = expected.df } = expected[covariance];
    expectAgreesWith(only(answer), reference(value, df, expected[covariance]), tolerance);
    expect(only(answer).sizes.units).toBe(expected.n);
    expect(answer.findings.map(({ check }) => check)).toEqual(imputed ? ['imputed-covariate'] : []);
  }
  if (!expected.population) return;
  const found = only(runSync(rows, adjustedItt({ ...contrast(outcome), adjust, freedom: 'residuals' })));
  expectAgreesWith(found, reference(expected.value, expected.df, expected.population), tolerance);
}

function cupedCase({ outcome, covariate, expected, tolerance }: RandomizedCase): void {
  // tea-tasting leaves out units without the covariate.
  const found = only(runSync(tickets.where(isKnown(column(covariate))), cuped({ ...contrast(outcome), covariate })));
  expectAgreesWith(found, reference(expected.value, undefined, expected), tolerance);
  expect(found.sizes.units).toBe(expected.n);
  expectRelative(found.relative!.controlMean, expected.mean.control, tolerance, 'adjusted control mean');
  expectEstimate(found.relative!.value, expected.relative.value, expected.standardError / expected.mean.control, tolerance, 'relative effect');
}

function twoStage({ outcome, expected, tolerance, from }: RandomizedCase): void {
  for (const covariance of (['HC0', 'HC2'] as const).filter((one) => one in expected)) {
    const found = only(runSync(tickets, complierEffect({ ...contrast(outcome), usage: 'used_ai', covariance })));
    const details = found.details as ComplierDetails;
    const { value = expected.value, standardError, interval95 } = expected[covariance];
    expectAgreesWith(found, { value, standardError }, tolerance);
    if (from === 'estimatr') {
      expectEstimate(details.wald.low, interval95[0], standardError, tolerance, 'lower Wald limit');
      expectEstimate(details.wald.high, interval95[1], standardError, tolerance, 'upper Wald limit');
    } else {
      expectRelative(details.firstStage, expected.firstStage.value, tolerance, 'first stage');
      expectRelative(details.firstStageF, expected.firstStage[`f${covariance}`], tolerance, 'F of the first stage');
    }
  }
}

function twoStageWithCovariates({ outcome, covariates, expected, tolerance }: RandomizedCase): void {
  const { measure } = { measure: undefined, ...contrast(outcome) };
  for (const kind of kinds) {
    const reference = expected[kind === 'nonrobust' ? 'unadjustedDebiased' : kind];
    if (reference === undefined) continue;
    const asked = { outcome, ...(measure && { measure }), assignment: 'assigned_ai', treatment: 'used_ai', covariates, covariance: kind };
    const found = only(runSync(tickets, twoStageLeastSquares(asked)));
    const { wald, firstStage } = found.details as TwoStageDetails;
    const { value = expected.value, standardError, df, interval95 } = reference;
    expectAgreesWith(found, { value, standardError }, tolerance);
    expect(found.sizes.units).toBe(expected.n);
    if (df !== undefined) expect(wald.df).toBe(df);
    if (interval95 !== undefined) expectEstimate(wald.low, interval95[0], standardError, tolerance, 'lower Wald limit');
    if (expected.firstStage === undefined) continue;
    expectRelative(firstStage.effects[0].value, expected.firstStage.value, tolerance, 'first stage');
    const f = expected.firstStage[kind === 'nonrobust' ? 'f' : `f${kind}`];
    expectRelative(kind === 'nonrobust' ? firstStage.f!.statistic : firstStage.robustF!.statistic, f, tolerance, `F of the first stage, ${kind}`);
  }
}

function complierMean({ covariate, expected, tolerance }: RandomizedCase): void {
  const asked = { ...contrast('resolved'), usage: 'used_ai', covariates: [covariate] };
  for (const covariance of (['HC0', 'HC2'] as const).filter((one) => one in expected)) {
    const [found] = (only(runSync(tickets, complierEffect({ ...asked, covariance }))).details as ComplierDetails).compliers!;
    const { value = expected.value, standardError } = expected[covariance];
    expectEstimate(found.mean, value, standardError, tolerance);
    expectRelative(found.standardError, standardError, tolerance, 'standard error');
  }
}

function andersonRubin({ outcome, rows, instrument, expected, tolerance }: RandomizedCase): void {
  const data = rows === 70 ? first70 : tickets;
  const german = instrument === 'language = de';
  const relation = german ? data.derive({ assigned_ai: indicator(is(column('language'), 'de')) }) : data;
  for (const covariance of ['HC0', 'HC2'] as const) {
    const { statisticAtZero, sets } = expected[covariance];
    for (const [level, pieces] of Object.entries(sets['F(1, n - 2)'] as Record<string, [number | null, number | null][]>)) {
      const found = only(runSync(relation, complierEffect({ ...contrast(outcome), usage: 'used_ai', covariance, level: Number(level) })));
      expectEstimate(found.value, expected.value, Math.abs(expected.value), tolerance);
      expectRelative(found.test!.statistic ** 2, statisticAtZero, tolerance, 'statistic');
      expectPieces(found.interval.pieces, pieces, found.standardError!, tolerance);
    }
  }
}

function expectPieces(found: readonly Piece[], expected: readonly (readonly [number | null, number | null])[], standardError: number, tolerance: number): void {
  expect(found.map(({ low, high }) => [low === undefined, high === undefined])).toEqual(expected.map((ends) => ends.map((end) => end === null)));
  for (const [i, ends] of expected.entries()) {
    for (const [side, end] of (['low', 'high'] as const).map((key, j) => [key, ends[j]] as const)) {
      if (end !== null) expectEstimate(found[i][side]!, end, standardError, tolerance, `${side} end of piece ${i}`);
    }
  }
}

function sampleRatioCase({ shares, expected, tolerance }: RandomizedCase): void {
  const { findings, exhibits } = runSync(tickets, sampleRatio({ assignment: 'assigned_ai', shares }));
  expect(exhibits[0].columns.units).toEqual(expected.observed);
  expectRelative(findings[0].statistic, expected.statistic, tolerance, 'chi-square');
  expectRelative(Math.log(findings[0].pValue!), Math.log(expected.pValue), tolerance, 'log p');
}

function balanceCase({ covariate, expected, tolerance }: RandomizedCase): void {
  const { columns } = runSync(tickets, balance({ assignment: 'assigned_ai', control: 0, covariates: [covariate] })).exhibits[0];
  expect(columns.label[0]).toBe(covariate);
  expectRelative(columns.value[0] as number, expected.smdMeanVariance, tolerance, 'standardized difference');
  expectRelative(columns.varianceRatio[0] as number, expected.varianceRatio, tolerance, 'variance ratio');
}

function leeCase({ outcome, expected, tolerance }: RandomizedCase): void {
  const known = indicator(isKnown(column(outcome)));
  const shares = (only(runSync(tickets, itt({ ...contrast('known'), measure: known }))).details as IttDetails).arms;
  const [control, treatment] = shares.map(({ mean }) => mean);
  expectRelative(control, expected.observedShare.control, tolerance, 'share known in control');
  expectRelative(treatment, expected.observedShare.treatment, tolerance, 'share known in treatment');
  const [bounds] = runSync(tickets, leeBounds({ measure: column(outcome), assignment: 'assigned_ai', control: 0 }));
  if (bounds.kind === 'none') throw new Error(`There are no Lee bounds: ${bounds.why}.`);
  expectRelative(bounds.low.value, expected.fractional[0], tolerance, 'lower Lee bound');
  expectRelative(bounds.high.value, expected.fractional[1], tolerance, 'upper Lee bound');
  const [finding] = runSync(tickets, missingness({ ...contrast(outcome) })).findings;
  expect(finding).toMatchObject({ verdict: 'warn', about: { column: outcome, arm: '1' } });
  expect(finding.says).toContain('between -2.31 and -1.56');
}

function ratiosCase({ outcome, expected, tolerance }: RandomizedCase): void {
  for (const [ask, wanted] of [
    [riskRatio, expected.riskRatio],
    [oddsRatio, expected.oddsRatio],
  ] as const) {
    for (const [level, [low, high]] of Object.entries(wanted.intervals as Record<string, [number, number]>)) {
      const { value, interval, details, test } = only(runSync(tickets, ask({ ...contrast(outcome), level: Number(level) })));
      const { logRatio, logStandardError } = details as { logRatio: number; logStandardError: number };
      expectEstimate(logRatio, wanted.log, wanted.logStandardError, tolerance, 'log ratio');
      expectRelative(logStandardError, wanted.logStandardError, tolerance, 'its standard error');
      expectRelative(value, wanted.value, tolerance, 'ratio');
      expectRelative(interval.pieces[0].low!, low, tolerance, 'low');
      expectRelative(interval.pieces[0].high!, high, tolerance, 'high');
      expectRelative(Math.log(test!.pValue), Math.log(wanted.pValue), tolerance, 'log p');
    }
  }
}

function ratioCase({ numerator, denominator, expected, tolerance }: RandomizedCase): void {
  const options = { outcome: 'cost per resolution', numerator, denominator, assignment: 'assigned_ai', control: 0 };
  const found = only(runSync(tickets, ratioEffect(options)));
  expectAgreesWith(found, reference(expected.value, undefined, expected), tolerance);
  expect(found.sizes.units).toBe(expected.n);
  const { ratios } = found.details as RatioDetails;
  expectRelative(ratios.control, expected.mean.control, tolerance, 'control ratio');
  expectRelative(ratios.treatment, expected.mean.treatment, tolerance, 'treatment ratio');
  expectRelative(found.relative!.value, expected.relative.value, tolerance, 'relative effect');
}

const checks: Readonly<Record<string, (one: RandomizedCase) => void>> = {
  welch,
  mean: welch,
  newcombe,
  ancova: regressions,
  lin: regressions,
  cuped: cupedCase,
  'two-stage': (one) => (one.covariates.length > 0 ? twoStageWithCovariates : twoStage)(one),
  'complier-mean': complierMean,
  ratio: ratioCase,
  'anderson-rubin': andersonRubin,
  'sample-ratio': sampleRatioCase,
  balance: balanceCase,
  'balance-omnibus': ({ covariates, expected, tolerance }) => {
    const [{ pValue }] = runSync(tickets, balance({ assignment: 'assigned_ai', control: 0, covariates })).findings;
    expectRelative(pValue!, expected.pValue as number, tolerance, 'joint test');
  },
  'lee-bounds': leeCase,
  ratios: ratiosCase,
};

describe.each(['scipy', 'statsmodels', 'tea-tasting', 'estimatr'] as const)('agreement with %s', (from) => {
  const cases = randomizedCases.filter((one) => one.from === from);
  it.each(cases)('$name', (one) => {
    expect(Object.keys(checks)).toContain(one.kind);
    checks[one.kind](one);
  });
});
