import type { Answer } from '../estimate/answer.ts';
import type { Adjusted, Estimate } from '../estimate/estimate.ts';
import type { Levels } from '../inference/wald.ts';
import { normalCdf, normalQuantile } from '../math/distributions/normal.ts';
import { type Asking, all } from '../relation/asking.ts';
import { adjustedBy } from './adjusted-by.ts';
import { withSelectedIntervals } from './selected-intervals.ts';
import { simultaneousEstimate } from './simultaneous-estimate.ts';

/** The level at which so many two-sided intervals hold together: exact for independent contrasts, conservative for any that are jointly normal. */
export function sidakLevel(level: number, contrasts: number): number {
  const z = normalQuantile((1 + level ** (1 / contrasts)) / 2);
  return 2 * normalCdf(z) - 1;
}

/** The p-value of the largest of so many contrasts by the same reckoning. */
export const sidakP = (p: number, contrasts: number): number => -Math.expm1(contrasts * Math.log1p(-p));

/**
 * Estimates of families whose correlation is not known, held together: intervals by Sidak's inequality, one-sided bounds by Bonferroni's.
 *
 * @param contrasts  in a family.
 * @param familyOf   the family that an estimate belongs to; undefined for one that stands alone.
 * Source  Sidak (1967), JASA 62.
 */
export function* heldBySidak(
  levels: Levels,
  contrasts: number,
  ask: (levels: Levels) => Asking<Answer>,
  familyOf: (e: Estimate) => string | undefined,
): Asking<Answer> {
  const wide = { level: sidakLevel(levels.level, contrasts), boundsLevel: 1 - (1 - levels.boundsLevel) / contrasts };
  const [usual, widened] = yield* all([ask(levels), ask(wide)]);
  const twins = new Map(widened.estimates.map((e) => [e.id, e]));
  const together = usual.estimates.map((e) => {
    const [family, twin] = [familyOf(e), twins.get(e.id)];
    if (family === undefined || !twin) return e;
    const own = usual.estimates.filter((other) => familyOf(other) === family);
    return simultaneousEstimate(e, twin, levels, e.test ? adjustedIn(own, family, contrasts)[own.indexOf(e)] : []);
  });
  const families = [...new Set(together.flatMap((e) => familyOf(e) ?? []))].map((family) => together.filter((e) => familyOf(e) === family));
  const selected = yield* withSelectedIntervals(families, levels.level, function* (level) {
    const again = yield* ask({ ...levels, level });
    return new Map(again.estimates.map((e) => [e.id, e.interval]));
  });
  return { ...usual, estimates: together.map((e) => selected.get(e.id) ?? e) };
}

/** The p-values of a family; one that cannot be tested counts as the largest, so that the others are adjusted for it too. */
function adjustedIn(own: readonly Estimate[], family: string, contrasts: number): readonly (readonly Adjusted[])[] {
  const p = own.map((e) => e.test?.pValue ?? 1);
  const maxT = p.map((value) => sidakP(value, contrasts));
  return adjustedBy(family, p, maxT);
}
