import { describe, expect, it } from 'vitest';
import { type PlotSide, plotBins, plotDefaults } from '../../src/inference/threshold/plot-bins.ts';
import type { ThresholdRefusal } from '../../src/inference/threshold/refusals.ts';
import type { Sides, ThresholdData } from '../../src/inference/threshold/sides.ts';
import { type ThresholdEffect, thresholdEffect } from '../../src/inference/threshold/threshold-effect.ts';
import { expectEstimate, expectRelative } from '../support/agree.ts';
import {
  thresholdGolden as golden,
  optionsOf,
  type PeerEffect,
  type PeerOptions,
  type PeerPlot,
  senate,
  senateAbsent,
  simulated,
} from '../support/threshold-golden.ts';

const absent = senateAbsent ? ' (not run: data set absent)' : '';

function effectOf(data: ThresholdData, options: PeerOptions): ThresholdEffect {
  const found = thresholdEffect(data, optionsOf(options));
  if ('refused' in found) throw new Error(JSON.stringify(found));
  return found;
}

function expectSame(found: ThresholdEffect, reference: PeerEffect, data: ThresholdData, robustError = reference.robust[1]): void {
  const tolerance = golden.tolerance.effects;
  const { effect, firstStage, bandwidths, sides } = found;
  const names = ['below', 'above'] as const;
  const [, error] = reference.conventional;
  expectEstimate(effect.conventional.value, reference.conventional[0], error, tolerance);
  expectRelative(effect.conventional.standardError, error, tolerance, 'standard error');
  expectEstimate(effect.robust.value, reference.robust[0], reference.robust[1], tolerance);
  expectRelative(effect.robust.standardError, robustError, tolerance, 'robust error');
  // rdrobust tells the levels where covariates are zero.
  const atZero = found.slopes.reduce((sum, { name, outcome }) => sum + outcome * meanOf(data, name), 0);
  for (const [s, name] of names.entries()) {
    const { outcome, curve, within, values, rows } = sides[name];
    expectRelative(bandwidths.h[name], reference.h[s], tolerance, 'bandwidth');
    expectRelative(bandwidths.b[name], reference.b[s], tolerance, 'bandwidth of the bias');
    if (found.dropped.length === 0) {
      expectEstimate(outcome.conventional - atZero, reference.intercepts[s], error, tolerance, 'level');
      expectEstimate(outcome.biasCorrected - atZero, reference.corrected[s], error, tolerance, 'corrected level');
    }
    expectEstimate(curve.coefficients[0], outcome.conventional, error, 1e-10, 'level of the curve');
    expect([within.h, within.b]).toEqual([reference.withinH[s], reference.withinB[s]]);
    // Without a look for mass points rdrobust counts rows.
    expect([values, rows]).toContain(reference.values[s]);
  }
  if (reference.clusters) expect([found.clusters, sides.below.clusters, sides.above.clusters]).toEqual(reference.clusters);
  if (reference.firstStage) {
    const [value, conventional, corrected, robust] = reference.firstStage;
    expectEstimate(firstStage?.conventional.value ?? Number.NaN, value, conventional, tolerance);
    expectRelative(firstStage?.conventional.standardError, conventional, tolerance, 'error of the first stage');
    expectEstimate(firstStage?.robust.value ?? Number.NaN, corrected, robust, tolerance);
    expectRelative(firstStage?.robust.standardError, robust, tolerance, 'robust error of the first stage');
  }
  if (reference.slopes && found.dropped.length === 0) {
    for (const [j, slope] of reference.slopes[0].entries()) expectRelative(found.slopes[j].outcome, slope, tolerance, 'slope');
    for (const [j, slope] of (reference.slopes[1] ?? []).entries()) expectRelative(found.slopes[j].treatment, slope, tolerance, 'slope of the treatment');
  }
}

function meanOf({ covariates = [] }: ThresholdData, name: string): number {
  const values = covariates.find((covariate) => covariate.name === name)?.values ?? Float64Array.of(0);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('effects at a cutoff as rdrobust has them', () => {
  it.each(golden.cases.filter(({ found }) => found !== null))('$table, $options', ({ table, options, found, direct }) => {
    const data = simulated(table, options);
    expectSame(effectOf(data, options), found as PeerEffect, data, direct?.robust);
  });

  it.each(golden.cases.filter(({ ported }) => ported))('$table, $options, as a port of the R package', ({ table, options, ported }) => {
    const { effect, bandwidths } = effectOf(simulated(table, options), options);
    expectRelative(bandwidths.h.below, ported?.h ?? Number.NaN, golden.tolerance.ported, 'bandwidth');
    expectRelative(bandwidths.b.below, ported?.b ?? Number.NaN, golden.tolerance.ported, 'bandwidth of the bias');
    expectRelative(effect.robust.value, ported?.value ?? Number.NaN, golden.tolerance.ported, 'estimate');
    expectRelative(effect.robust.standardError, ported?.standardError ?? Number.NaN, golden.tolerance.ported, 'robust error');
  });

  it.each(golden.cases.filter(({ found }) => found === null))('no bandwidth for $table, $options', ({ table, options }) => {
    expect(thresholdEffect(simulated(table, options), optionsOf(options))).toMatchObject({ refused: 'few-values' });
  });

  it('names the covariate that two others tell', () => {
    expect(effectOf(simulated('fuzzy', { covs: ['z1', 'z2', 'z3'] }), {}).dropped).toEqual(['z3']);
  });
});

function expectSamePlot(found: Sides<PlotSide> | ThresholdRefusal, reference: PeerPlot): void {
  if ('refused' in found) throw new Error(JSON.stringify(found));
  const tolerance = golden.tolerance.plots;
  const { below, above } = found;
  expect([below, above].map(({ count }) => count)).toEqual(reference.count);
  expect([below, above].map(({ optimal }) => optimal)).toEqual(reference.optimal);
  expect([below, above].map(({ mimicking }) => mimicking)).toEqual(reference.mimicking);
  const bins = [...below.bins, ...above.bins];
  expect(bins.map(({ rows }) => rows)).toEqual(reference.rows);
  for (const [i, bin] of bins.entries()) {
    expectRelative(bin.score, reference.score[i], tolerance, 'score');
    expectRelative(bin.outcome, reference.outcome[i], tolerance, 'outcome');
    // rdrobust gives the mean of one row an interval of length zero.
    if (bin.rows === 1) expect(bin.interval).toBeUndefined();
    else for (const [limit, expected] of [reference.low[i], reference.high[i]].entries()) expectRelative(bin.interval?.[limit], expected, tolerance, 'limit');
  }
  for (const [s, { curve }] of [below, above].entries()) {
    for (const [j, coefficient] of curve.coefficients.entries())
      expectRelative(coefficient / curve.unit ** j, reference.coefficients[s][j], tolerance, 'coefficient');
  }
}

describe('plots of a threshold as rdplot has them', () => {
  it.each(golden.plots)('$table, $bins', ({ table, bins, found }) => {
    expectSamePlot(plotBins(simulated(table), { ...plotDefaults, bins }), found);
  });

  it.each(golden.shuffled)('where scores repeat, $bins as over the orders of rows', ({ bins, mean, deviation }) => {
    const found = plotBins(simulated('fuzzy'), { ...plotDefaults, bins }) as Sides<PlotSide>;
    for (const [s, { count }] of [found.below, found.above].entries()) expect(Math.abs(count - mean[s])).toBeLessThan(0.6 + deviation[s] / 4);
  });
});

describe.skipIf(senateAbsent)(`the U.S. Senate of Cattaneo, Frandsen and Titiunik (2015)${absent}`, () => {
  it.each(golden.senate)('$options', ({ options, found }) => {
    const data = senate(options);
    expectSame(effectOf(data, options), found, data);
  });

  it.each(golden.senatePlots)('plot $bins', ({ bins, found }) => {
    expectSamePlot(plotBins(senate(), { ...plotDefaults, bins }), found);
  });

  it('has the published numbers', () => {
    const { effect, bandwidths, sides } = effectOf(senate(), {});
    const limits = ({ value, standardError }: { value: number; standardError: number }) =>
      [-1, 1].map((sign) => (value + sign * 1.959963984540054 * standardError).toFixed(4));
    expect([effect.conventional.value.toFixed(6), effect.conventional.standardError.toFixed(6)]).toEqual(['7.414131', '1.458716']);
    expect([limits(effect.conventional), limits(effect.robust)]).toEqual([
      ['4.5551', '10.2732'],
      ['4.0937', '10.9193'],
    ]);
    expect([bandwidths.h.below.toFixed(4), bandwidths.b.above.toFixed(4)]).toEqual(['17.7544', '28.0281']);
    expect([sides.below.within.h, sides.above.within.h]).toEqual([360, 323]);
    const uniform = effectOf(senate(), { kernel: 'uniform' });
    expect([uniform.effect.conventional.value.toFixed(4), uniform.bandwidths.h.below.toFixed(4)]).toEqual(['7.2025', '11.5969']);
    const two = effectOf(senate(), { bwselect: 'msetwo' });
    expect([two.effect.conventional.value, two.bandwidths.h.below, two.bandwidths.h.above].map((v) => v.toFixed(4))).toEqual(['7.4536', '16.1698', '18.1265']);
    expect(effectOf(senate(), { p: 2 }).effect.conventional.value.toFixed(4)).toBe('8.0451');
  });
});
