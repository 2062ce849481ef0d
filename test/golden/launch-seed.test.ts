import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gapBy } from '../../src/inference/synthetic/gap.ts';
import { leaveOneOut } from '../../src/inference/synthetic/leave-one-out.ts';
import type { Panel } from '../../src/inference/synthetic/panel.ts';
import { treatedMean } from '../../src/inference/synthetic/panels-of.ts';
import { placebosOf } from '../../src/inference/synthetic/placebo.ts';
import { placeboTest } from '../../src/inference/synthetic/placebo-test.ts';
import { syntheticControl } from '../../src/inference/synthetic/synthetic-control.ts';
import { syntheticDid } from '../../src/inference/synthetic/synthetic-did.ts';
import { stream } from '../../src/math/random/stream.ts';
import { hasPublished, seedPanel } from '../support/synthetic-panels.ts';

type Printed = Readonly<Record<string, { readonly full_precision: number; readonly printed_by_run: number }>>;

/** Twenty-five workspaces that a wave reached, as one: their mean, against twenty-five that it reached later. */
function asOne(): Panel {
  const panel = seedPanel();
  const { values, periods, donors } = panel;
  return { ...panel, values: Float64Array.of(...values.subarray(0, donors * periods), ...treatedMean(panel)), units: donors + 1 };
}

describe.runIf(hasPublished.seed)('the synthetic control of the simulated panel (not run: data set absent)', () => {
  const expected = (): Printed =>
    JSON.parse(readFileSync(new URL('../../../shared/golden/toolset/expected.json', import.meta.url), 'utf8')).synthetic_control_demo;
  const control = syntheticControl({ level: 'kept' });

  it('has the gap, the misfit and the weights as printed', () => {
    const [printed, panel] = [expected(), asOne()];
    const found = control(panel)!;
    const gap = gapBy(control, panel)!;
    expect(found.effect).toBeCloseTo(printed.post_gap.full_precision, 9);
    expect(gap.rmspeBefore).toBeCloseTo(printed.pre_rmse.full_precision, 9);
    expect([...found.donorWeights].filter((weight) => weight > 0.001)).toHaveLength(printed.nonzero_weights.full_precision);
    for (const donor of [25, 32, 35, 36, 40]) expect(found.donorWeights[donor - 25]).toBeCloseTo(printed[`weight[${donor}]`].full_precision, 7);
    for (let week = 20; week < 30; week++) expect(gap.values[week]).toBeCloseTo(printed[`week${week}.gap`].full_precision, 8);
  });

  it('has its placebos, whose p-value is the least there is, and the ratios that say otherwise', () => {
    const printed = expected();
    const placebos = placebosOf(asOne(), control, stream(1))!;
    const effects = placebos.placebos.map(({ found }) => found!.gap.effect);
    const mean = effects.reduce((sum, x) => sum + x, 0) / effects.length;
    expect(mean).toBeCloseTo(printed.placebo_mean.full_precision, 8);
    expect(Math.sqrt(effects.reduce((sum, x) => sum + (x - mean) ** 2, 0) / effects.length)).toBeCloseTo(printed.placebo_sd.full_precision, 8);
    expect([Math.min(...effects), Math.max(...effects)].map((x) => x.toFixed(6))).toEqual(
      [printed.placebo_min, printed.placebo_max].map(({ full_precision }) => full_precision.toFixed(6)),
    );
    expect(placeboTest(placebos, 'effect')!.pValue()).toBeCloseTo(printed.placebo_pseudo_p.full_precision, 12);
    const ratios = printed.rmspe_ratio_test.full_precision as unknown as { readonly treated_ratio: number; readonly rank_p: number };
    const { gap } = placebos.treated;
    expect(gap.rmspeAfter / gap.rmspeBefore).toBeCloseTo(ratios.treated_ratio, 7);
    expect(placeboTest(placebos, 'ratio')!.pValue()).toBeCloseTo(ratios.rank_p, 12);
  });

  it('has its gap without each donor', () => {
    const [printed, panel] = [expected(), asOne()];
    const left = leaveOneOut(panel, control, control(panel)!.donorWeights);
    const told = left.map(({ donor, gap }) => [`loo_gap[drop ${donor + 25}]`, gap!.effect] as const).filter(([key]) => printed[key]);
    expect(told).toHaveLength(12);
    for (const [key, effect] of told) expect(effect).toBeCloseTo(printed[key].full_precision, 7);
  });

  it('is right where levels may differ: the truth is 0.05', () => {
    const panel = asOne();
    expect([syntheticDid(seedPanel())!.effect, syntheticControl({ level: 'moved' })(panel)!.effect].map((x) => x.toFixed(4))).toEqual(['0.0464', '0.0366']);
  });
});
