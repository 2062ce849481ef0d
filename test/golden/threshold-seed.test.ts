import { describe, expect, it } from 'vitest';
import { type ThresholdEffect, thresholdEffect } from '../../src/inference/threshold/threshold-effect.ts';
import { expectEstimate, expectRelative } from '../support/agree.ts';
import { thresholdGolden as golden, logsAbsent, optionsOf, type PeerOptions, routedQueries } from '../support/threshold-golden.ts';

const effectOf = (options: PeerOptions) => thresholdEffect(routedQueries(options), optionsOf(options)) as ThresholdEffect;

describe.skipIf(logsAbsent)(`fifty thousand queries routed by their confidence${logsAbsent ? ' (not run: data set absent)' : ''}`, () => {
  // Effects of being below, as published with bandwidths taken by hand; a row exactly 0.1 away was left out.
  const open = 0.1 * (1 - 1e-9);
  it.each([
    { h: 0.05, rows: 11_554, effect: 0.06346593062875272, error: 0.01831332581372151 },
    { h: open, rows: 21_689, effect: 0.05475304705935011, error: 0.013135340126933615 },
    { h: 0.15, rows: 29_137, effect: 0.061772454094557325, error: 0.01124187352514665 },
    { h: 0.2, rows: 34_074, effect: 0.061429253652396855, error: 0.010676930775773641 },
    { h: open, p: 2, rows: 21_689, effect: 0.056924362348870994, error: 0.019582159833602886 },
  ])('least squares within $h, HC3', ({ h, p = 1, rows, effect, error }) => {
    const found = effectOf({ h, p, kernel: 'uniform', vce: 'hc3' });
    expect(found.sides.below.within.h + found.sides.above.within.h).toBe(rows);
    expectEstimate(-found.effect.conventional.value, effect, error, 1e-9);
    expectRelative(found.effect.conventional.standardError, error, 1e-9, 'HC3 error');
  });

  it.each([
    [0.05, 0.0668500085582898, 0.020027874676760635],
    [0.1, 0.055599552676105474, 0.014329432201858786],
    [0.15, 0.05517565301803057, 0.01207916394335212],
    [0.2, 0.05925599074239745, 0.011189566442897115],
  ])('nearer rows counting more, within %f', (h, effect, error) => {
    const found = effectOf({ h, kernel: 'triangular', vce: 'hc3' });
    expectEstimate(-found.effect.conventional.value, effect, error, 1e-9);
    expectRelative(found.effect.conventional.standardError, error, 1e-9, 'HC3 error');
  });

  it.each(golden.seed)('as rdrobust with $options', ({ options, found: reference }) => {
    const { effect, bandwidths, firstStage } = effectOf(options);
    expectEstimate(effect.conventional.value, reference.conventional[0], reference.conventional[1], golden.tolerance.effects);
    expectEstimate(effect.robust.value, reference.robust[0], reference.robust[1], golden.tolerance.effects);
    expectRelative(effect.robust.standardError, reference.robust[1], golden.tolerance.effects, 'robust error');
    expectRelative(bandwidths.h.below, reference.h[0], golden.tolerance.effects, 'bandwidth');
    if (reference.firstStage)
      expectEstimate(firstStage?.conventional.value ?? Number.NaN, reference.firstStage[0], reference.firstStage[1], golden.tolerance.effects);
  });

  it('has the true effect of 0.06 in its robust interval, as the ratio of what the four rows of 0.85 that were routed leave', () => {
    const { effect, firstStage } = effectOf({ fuzzy: true });
    const { value, standardError } = effect.robust;
    expect([value - 1.96 * standardError, value + 1.96 * standardError].map((limit) => limit.toFixed(4))).toEqual(['0.0252', '0.1170']);
    expect(firstStage?.conventional.value.toFixed(4)).toBe('-0.9959');
  });
});
