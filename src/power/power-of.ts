import { passProbability } from '../inference/margins.ts';
import { twoSidedRejection } from '../inference/pass-probability.ts';
import { studentTQuantile } from '../math/distributions/student-t.ts';
import type { PowerDesign, PowerTest } from './design.ts';
import { expectDesign, expectOption } from './expect-design.ts';
import { findsAtAnyLook, looksAhead } from './looks.ts';
import { fewestUnits, precisionAt } from './precision.ts';

/** How much is asked of a design: units assigned in all arms, and the true effect. */
export interface SizeAndEffect {
  readonly units: number;
  /** Treatment less control, in units of the outcome; on compliers or triggered units where the design has them. */
  readonly effect: number;
}

/**
 * Probability that the planned test rejects (a difference) or passes (a margin), at any of its looks.
 *
 * Model     noncentral t, or normal, with noncentrality effect / standard error; both tails of a two-sided test count, so that power at no effect is
 *           alpha. Equivalence: both one-sided tests at once, exactly. With looks: `looksAhead`.
 * Units     a probability.
 * Errors    option-invalid for what no design can be: a standard deviation or size of zero, an ICC outside [0, 1), shares beyond one.
 * Source    Chow, Shao, Wang & Lokhnygina (2018), Sample Size Calculations in Clinical Research. Parity: statsmodels.stats.power.
 */
export function powerOf(design: PowerDesign, { units, effect }: SizeAndEffect): number {
  expectDesign(design);
  expectOption(Number.isFinite(effect), 'effect', effect, 'a number');
  const fewest = fewestUnits(design);
  const each = design.clusters ? 'clusters' : 'units';
  expectOption(
    units >= fewest * (1 - 1e-12) && Number.isFinite(units),
    'units',
    units,
    `${Math.ceil(fewest)} or more, two ${each} an arm${design.looks ? ' at the first look' : ''}`,
  );
  return powerAt(design, units, effect);
}

/** The same without looking at the design again. */
export function powerAt(design: PowerDesign, units: number, effect: number): number {
  const { looks } = design;
  if (looks) return findsAtAnyLook(looksAhead({ ...design, looks }, units, effect));
  const { standardError, df, nullRatio, effect: seen } = precisionAt(design, units, effect);
  const test = design.test ?? { kind: 'difference' };
  const critical = criticalOf(test, df) * nullRatio;
  if (test.kind === 'difference') return twoSidedRejection({ effect: seen, standardError, df }, critical);
  const gain = design.better === 'lower' ? -seen : seen;
  return passProbability(test.kind, { effect: gain, standardError, df }, test.margin, critical);
}

/** The chance of rejecting when there is nothing to find. */
export const alphaOf = (test: PowerTest | undefined): number => test?.alpha ?? 0.05;

function criticalOf(test: PowerTest, df: number): number {
  return test.criticalValue ?? -studentTQuantile(alphaOf(test) / (test.kind === 'difference' ? 2 : 1), df);
}
