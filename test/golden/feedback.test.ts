import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { feedbackLoop } from '../../src/diagnostics/feedback/feedback-loop.ts';
import { followsOf, servingSeries } from '../../src/diagnostics/feedback/follows.ts';
import { learnedSeries } from '../../src/diagnostics/feedback/learned.ts';
import { servedPeriods } from '../../src/diagnostics/feedback/served-periods.ts';
import { trendOf } from '../../src/diagnostics/feedback/trend.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Answer } from '../../src/estimate/answer.ts';
import type { Exhibit } from '../../src/estimate/exhibit.ts';
import { coefficientCovariance, standardErrors } from '../../src/inference/sandwich.ts';
import { populationEffect } from '../../src/methods/randomized/served/population-effect.ts';
import { populationMean } from '../../src/methods/randomized/served/population-mean.ts';
import { linearRegression } from '../../src/models/linear-regression.ts';
import { mergeAll } from '../../src/moments/merge.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectAgreesWith, expectEstimate, expectPValue, expectRelative } from '../support/agree.ts';

const goldenOf = (name: string) => JSON.parse(readFileSync(new URL(`../../goldens/feedback/${name}.json`, import.meta.url), 'utf8'));
const exhibitOf = ({ exhibits }: Answer, id: string): Exhibit['columns'] => exhibits.find((e) => e.id === id)!.columns;
const numbersIn = (columns: Exhibit['columns'], name: string): readonly number[] => columns[name] as readonly number[];

describe('a log of served requests, against statsmodels and numpy', () => {
  const { columns, tolerance, gaps, trends, follows, logged, estimated } = goldenOf('log');
  const { served, chance, ...others } = columns as Record<string, readonly number[]>;
  // Outcomes are known of served requests only, as in a log.
  const hidden = (values: readonly number[]) => values.map((y, i) => (served[i] === 1 ? y : null));
  const log = fromColumns({ ...others, served, chance, resolved: hidden(others.resolved), minutes: hidden(others.minutes) });
  const contexts = ['difficulty', 'risk'];
  const asked = { served: 'served', period: 'period', contexts };
  const answer = runSync(log, feedbackLoop({ ...asked, probability: 'chance', outcomes: [{ outcome: 'resolved' }] }));

  it('gaps between labelled and all requests by period, with their standard errors', () => {
    const table = exhibitOf(answer, 'labelled-gaps');
    const rows = numbersIn(table, 'gap').map((gap, i) => ({
      gap,
      error: numbersIn(table, 'gapError')[i],
      context: String(table.context[i]),
      period: Number(table.period[i]),
    }));
    expect(rows).toHaveLength(20);
    for (const { gap, error, context, period } of rows) {
      const { value, standardError } = gaps[context][period];
      expectEstimate(gap, value, standardError, tolerance);
      expectRelative(error, standardError, tolerance, 'standard error');
    }
  });

  it('trends of shares, means and gaps', () => {
    const table = exhibitOf(answer, 'feedback-trends');
    expect(table.series).toEqual(['served share', ...contexts.flatMap((x) => [`labelled mean of ${x}`, `mean of ${x}`, `labelled less all, ${x}`])]);
    for (const [i, series] of table.series.entries()) {
      const { slope, standardError, pValue, df } = trends[series!];
      expectEstimate(numbersIn(table, 'change a period')[i], slope, standardError, tolerance);
      expectRelative(numbersIn(table, 'standardError')[i], standardError, tolerance, 'standard error');
      expect(table.df[i]).toBe(df);
      expectPValue(numbersIn(table, 'pValue')[i], pValue, slope / standardError, tolerance);
    }
  });

  it.each([
    ['logged', 'chance'],
    ['served', undefined],
  ] as const)('serving on labels of the period before, by what was %s', (name, probability) => {
    const { periods } = runSync(log, servedPeriods({ ...asked, outcomes: [{ outcome: 'resolved' }], ...(probability && { probability }) }));
    const found = followsOf(learnedSeries(periods, contexts, ['resolved']), servingSeries(periods, contexts, mergeAll(periods.map((p) => p.sides!.all))));
    expect(found.map(({ serving, learned }) => [serving, learned])).toEqual(follows[name].map((f: (typeof found)[0]) => [f.serving, f.learned]));
    for (const [i, { coefficient, standardError, pValue }] of found.entries()) {
      const reference = follows[name][i];
      expectEstimate(coefficient, reference.coefficient, reference.standardError, tolerance);
      expectRelative(standardError, reference.standardError, tolerance, 'standard error');
      expectPValue(pValue, reference.pValue, reference.coefficient / reference.standardError, tolerance);
    }
  });

  describe.each(['resolved', 'minutes'])('%s', (outcome) => {
    it('over all requests by logged chances: weighted, augmented, and as labelled', () => {
      const { mean, augmented, labelled, effectiveSampleSize, largestWeight } = logged[outcome];
      const { estimates } = runSync(log, populationMean({ outcome, served: 'served', probability: 'chance', contexts }));
      expect(estimates.map(({ id }) => id)).toEqual(['', ':augmented', ':labelled'].map((suffix) => `population-mean:${outcome}${suffix}`));
      for (const [i, reference] of [mean, augmented, labelled].entries()) expectAgreesWith(estimates[i], reference, tolerance);
      const details = estimates[0].details as Record<string, number>;
      expectRelative(details.effectiveSampleSize, effectiveSampleSize, tolerance, 'effective sample size');
      expectRelative(details.largestWeight, largestWeight, tolerance, 'largest weight');
    });

    it('of each arm, and their difference, by logged chances', () => {
      const by = { outcome, served: 'served', probability: 'chance', assignment: 'arm' };
      const { estimates } = runSync(log, populationMean(by));
      const means = estimates.filter(({ id }) => !id.endsWith(':labelled'));
      for (const [arm, reference] of logged[outcome].arms.entries()) expectAgreesWith(means[arm], reference, tolerance);
      expectAgreesWith(runSync(log, populationEffect({ ...by, control: 0 })).estimates[0], logged[outcome].effect, tolerance);
    });

    it('by chances that are estimated, with the error of their model', () => {
      const { all, arms } = estimated[outcome];
      const by = { outcome, ...asked };
      expectAgreesWith(runSync(log, populationMean(by)).estimates[0], all.means[0], tolerance);
      const means = runSync(log, populationMean({ ...by, assignment: 'arm' })).estimates.filter(({ id }) => !id.endsWith(':labelled'));
      for (const [arm, reference] of arms.means.entries()) expectAgreesWith(means[arm], reference, tolerance);
      expectAgreesWith(runSync(log, populationEffect({ ...by, assignment: 'arm', control: 0 })).estimates[0], arms.effect, tolerance);
    });
  });
});

interface Fit {
  readonly params: { readonly Intercept: number; readonly period: number };
  readonly [kind: string]: { readonly bse: Fit['params']; readonly pvalues_t: Fit['params'] } | Fit['params'];
}

describe('the loop of the seed notebook', () => {
  const { table, reference, tolerance, requests } = goldenOf('notebook');
  const rows = table as readonly Record<string, number>[];
  // Served and unserved requests of a period, each at their mean: the table tells no more of them.
  const sides = rows.flatMap(({ period, labeled_n: labelled, labeled_mean_difficulty: own, population_mean_difficulty: all }) => [
    ...Array.from({ length: labelled }, () => ({ period, served: 1, difficulty: own })),
    ...Array.from({ length: requests - labelled }, () => ({ period, served: 0, difficulty: (requests * all - labelled * own) / (requests - labelled) })),
  ]);
  const log = fromColumns(
    Object.fromEntries((['period', 'served', 'difficulty'] as const).map((name) => [name, Float64Array.from(sides, (row) => row[name])])),
  );
  const answer = runSync(log, feedbackLoop({ served: 'served', period: 'period', contexts: ['difficulty'] }));
  const gapsTable = exhibitOf(answer, 'labelled-gaps');

  it('gaps of every period, and on average', () => {
    const gaps = numbersIn(gapsTable, 'gap');
    for (const [i, gap] of gaps.entries()) expectRelative(gap, reference.gap_by_period[i], tolerance, `gap of period ${i}`);
    expectRelative(gaps.reduce((a, b) => a + b) / 16, reference.mean_labeled_minus_population, tolerance, 'mean gap');
    expect(answer.findings.find((f) => f.check === 'selection')!.says).toContain('is -0.228 away');
  });

  it('served rates and their standard errors', () => {
    for (const [i, { served_rate }] of rows.entries()) {
      expectRelative(numbersIn(gapsTable, 'share')[i], served_rate, tolerance, 'share');
      expectRelative(numbersIn(gapsTable, 'shareError')[i], reference.served_rate_se_by_period[i], tolerance, 'standard error');
    }
  });

  it.each([
    ['ols_served_rate_on_period', 'share', 'served share'],
    ['ols_gap_on_period', 'gap', 'labelled less all, difficulty'],
  ] as const)('%s: every covariance of the regression on periods', (key, of, series) => {
    const fit = reference[key] as Fit;
    const values = numbersIn(gapsTable, of);
    const periods = Float64Array.from(rows, ({ period }) => period);
    const ours = linearRegression({
      outcome: Float64Array.from(values),
      design: { names: ['(intercept)', 'period'], columns: [new Float64Array(16).fill(1), periods] },
    });
    if ('kind' in ours) throw new Error(ours.kind);
    const named = ({ Intercept, period }: Fit['params']): readonly number[] => [Intercept, period];
    named(fit.params).forEach((value, j) => {
      expectRelative(ours.coefficients[j], value, tolerance, 'coefficient');
    });
    for (const kind of ['nonrobust', 'HC0', 'HC1', 'HC2', 'HC3'] as const) {
      const errors = standardErrors(coefficientCovariance(ours, kind) as Float64Array);
      named((fit[kind] as { bse: Fit['params'] }).bse).forEach((value, j) => {
        expectRelative(errors[j], value, tolerance, kind);
      });
    }
    const { slope, standardError, pValue } = trendOf(Array.from(periods), values)!;
    const { bse, pvalues_t } = fit.HC2 as { bse: Fit['params']; pvalues_t: Fit['params'] };
    expectRelative(standardError, bse.period, tolerance, 'HC2');
    expectPValue(pValue, pvalues_t.period, slope / standardError, tolerance);
    const trends = exhibitOf(answer, 'feedback-trends');
    expect(numbersIn(trends, 'change a period')[trends.series.indexOf(series)]).toBe(slope);
  });
});
