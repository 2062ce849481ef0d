import { describe, expect, it } from 'vitest';
import { goodmanBacon } from '../../src/models/staged/goodman-bacon.ts';
import { treatedWeights } from '../../src/models/staged/treated-weights.ts';
import { fixedEffectsGolden as golden } from '../support/fixed-effects-golden.ts';

interface Expected {
  readonly periods: number;
  readonly cohorts: readonly (number | null)[];
  readonly sizes: readonly number[];
  readonly means: readonly (readonly number[])[];
  readonly estimate: number;
  readonly comparisons: readonly {
    readonly kind: string;
    readonly treated: number;
    readonly control: number;
    readonly weight: number;
    readonly estimate: number;
  }[];
  readonly treatedWeights: readonly { readonly cohort: number; readonly period: number; readonly weight: number }[];
}

describe.each(golden.bacon as readonly Expected[])('the two-way estimate of $periods periods', (expected) => {
  const panel = {
    periods: expected.periods,
    cohorts: expected.cohorts.map((start) => start ?? undefined),
    sizes: expected.sizes,
    means: expected.means.map((mean) => Float64Array.from(mean)),
  };

  it('is taken apart as by regressions of each two cohorts', () => {
    const found = goodmanBacon(panel);
    if ('kind' in found) throw new Error(found.kind);
    expect(Math.abs(found.estimate - expected.estimate)).toBeLessThan(1e-10);
    expect(found.comparisons.length).toBe(expected.comparisons.length);
    for (const { kind, treated, control, weight, estimate } of expected.comparisons) {
      const [k, l] = [expected.cohorts.indexOf(treated), expected.cohorts.indexOf(control < 0 ? null : control)];
      const own = found.comparisons.find((comparison) => comparison.treated === k && comparison.control === l)!;
      expect(own.kind).toBe(kind);
      expect(Math.abs(own.weight - weight)).toBeLessThan(1e-10);
      expect(Math.abs(own.estimate - estimate)).toBeLessThan(1e-10);
    }
  });

  it('weights treated cells as the residuals of the treatment do', () => {
    const found = treatedWeights(panel);
    if ('kind' in found) throw new Error(found.kind);
    expect(found.cells.length).toBe(expected.treatedWeights.length);
    for (const { cohort, period, weight } of expected.treatedWeights) {
      const own = found.cells.find((cell) => expected.cohorts[cell.cohort] === cohort && cell.period === period)!;
      expect(Math.abs(own.weight - weight)).toBeLessThan(1e-10);
    }
  });
});
