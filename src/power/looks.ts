import { efficacyBounds } from '../inference/sequential/bounds.ts';
import { crossingChances } from '../inference/sequential/crossing.ts';
import { anytimeCritical, firstLook } from '../inference/sequential/mixture.ts';
import { noncentralTCdf, noncentralTTail } from '../math/distributions/noncentral-t.ts';
import { normalQuantile, normalTail } from '../math/distributions/normal.ts';
import { studentTQuantile } from '../math/distributions/student-t.ts';
import { remembered } from '../math/remembered.ts';
import type { PlannedLooks, PowerDesign, PowerTest } from './design.ts';
import { fewestPerArm, type Precision, precisionAt } from './precision.ts';

/** A design with looks before its end. */
export type DesignWithLooks = PowerDesign & { readonly looks: PlannedLooks };

/** A look of a plan. */
export interface LookAhead {
  readonly fraction: number;
  /** At which the study may stop, in standard errors of the normal law; Infinity where the look says nothing. */
  readonly critical: number;
  /** The chance that the study stops here: on either side for a difference, on the good one for a margin. */
  readonly stops: number;
}

/**
 * The chance of stopping with a find at each look.
 *
 * Model     Z at the looks is normal with correlations sqrt(n_j / n_k). Where the analysis uses t, the critical value of a look is the t quantile at the one-sided chance of
 *           its bound (the significance-level approach); its bound in Z is then placed so that the look, taken alone, finds with the chance that noncentral t has. Bounds
 *           of a difference are found for each side at half of alpha. Futility, which binds nobody, is left out.
 * Units     effect as in `powerOf`.
 * Errors    none: the design is checked by `powerOf`.
 * Source    Jennison & Turnbull (2000), Group Sequential Methods, sections 3.8 and 4.4, chapter 19. Parity: rpact.
 */
export function looksAhead(design: DesignWithLooks, units: number, effect: number): readonly LookAhead[] {
  const { fractions } = design.looks;
  const test = design.test ?? { kind: 'difference' };
  const bounds = boundsOf(design, test, units);
  const placed = fractions.map((fraction, look) => placedAt(design, test, bounds[look], precisionAt(design, units * fraction, effect)));
  const { upper, lower } = crossingChances({
    fractions,
    upper: placed.map(({ high }) => high),
    lower: placed.map(({ low }) => low),
    drift: noncentralityOf(design, test, precisionAt(design, units, effect)),
  });
  return fractions.map((fraction, look) => ({ fraction, critical: bounds[look], stops: upper[look] + lower[look] }));
}

/** The chance of a find at any look. */
export const findsAtAnyLook = (looks: readonly LookAhead[]): number => looks.reduce((sum, { stops }) => sum + stops, 0);

/** Critical values of the looks under the normal law. */
function boundsOf(design: DesignWithLooks, test: PowerTest, units: number): readonly number[] {
  const { looks } = design;
  const alpha = alphaOfSide(test);
  if (looks.spending === 'mixture') {
    const level = 1 - 2 * alpha;
    return looks.fractions.map((fraction) => (fewestPerArm(design, units * fraction) < firstLook ? Infinity : anytimeCritical(fraction, 1, level)));
  }
  const { fractions, spending } = looks;
  return remembered(looks, String(alpha), () => efficacyBounds({ fractions, spending, alpha }));
}

/** The chance of a false find on one side. */
function alphaOfSide(test: PowerTest): number {
  if (test.criticalValue !== undefined) return normalTail(test.criticalValue);
  return (test.alpha ?? 0.05) / (test.kind === 'difference' ? 2 : 1);
}

/** How far the effect lies on the good side of what is tested, in standard errors; of a difference, upwards. */
function noncentralityOf({ better }: PowerDesign, test: PowerTest, { effect, standardError }: Precision): number {
  if (test.kind === 'difference') return effect / standardError;
  const gain = better === 'lower' ? -effect : effect;
  return (gain + (test.kind === 'superiority' ? -test.margin : test.margin)) / standardError;
}

/** Between which values of Z a look lets the study go on. */
function placedAt(design: DesignWithLooks, test: PowerTest, bound: number, at: Precision): { readonly low: number; readonly high: number } {
  if (bound === Infinity) return { low: -Infinity, high: Infinity };
  const isNormal = design.looks.spending === 'mixture' || test.criticalValue !== undefined;
  const critical = (isNormal ? bound : -studentTQuantile(normalTail(bound), at.df)) * at.nullRatio;
  const noncentrality = noncentralityOf(design, test, at);
  const high = sameChance(critical, at.df, noncentrality);
  return { high, low: test.kind === 'difference' ? -sameChance(critical, at.df, -noncentrality) : -Infinity };
}

/** The value that Z, normal around the noncentrality, exceeds as often as noncentral t exceeds t. */
function sameChance(t: number, df: number, noncentrality: number): number {
  if (df === Infinity) return t;
  const above = noncentralTTail(t, df, noncentrality);
  return noncentrality + (above < 0.5 ? -normalQuantile(above) : normalQuantile(noncentralTCdf(t, df, noncentrality)));
}
